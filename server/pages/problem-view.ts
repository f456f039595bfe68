import {html} from 'hono/html';
import {joiningWords} from '../words/joining.ts';
import {paperWords} from '../words/paper.ts';
import {phoneWords} from '../words/phone.ts';
import {sayer} from '../words/say.ts';
import {frame, type Html, headLine, type PageProps} from './frame-view.ts';

export interface ProblemPageProps extends PageProps {
  status: number;
  title: string;
  detail: string;
  /** Where it may be tried again, empty for this very page; null where that makes no sense. */
  again: string | null;
}

/** Says what went wrong in our words where we have them for the status, else in the given ones. */
export function problemPage(props: ProblemPageProps): Html {
  const {language, status} = props;
  const say = sayer(paperWords, language);
  const words: Record<string, string> = paperWords[language];
  const kind = words[`page.${status}.title`] === undefined && status >= 500 ? 500 : status;
  const title = words[`page.${kind}.title`] ?? props.title;
  const detail = words[`page.${kind}.detail`] ?? props.detail;
  const body = html`<div id="page" class="page">${headLine(props, '/')}<main><section class="slip"><h1>${title}</h1><p class="told">${detail}</p>${
    status === 404 ? html`<p class="told">${sayer(joiningWords, language)('lostDesk')}</p>` : ''
  }</section><div class="acts">${
    props.again === null ? '' : html`<a class="btn main" href="${props.again}">${say('again')}</a>`
  }<a class="btn" href="/">${say('home')}</a></div></main></div>`;
  return frame(
    {...props, title: `${title} · ${sayer(phoneWords, language)('brand')}`, face: 'problem', path: '/', refreshS: null},
    body,
  );
}
