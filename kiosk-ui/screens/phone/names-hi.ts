/** A file of its own, named by its language: only phones that read Hindi load it. */
export {localName} from '../../../server/words/names.ts';
