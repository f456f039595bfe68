import {signal} from '@preact/signals';
import {localName} from '../../../server/words/names.ts';
import {language} from '../../parts/staff-words.tsx';
import {ask} from '../sign-in/session.ts';
import {type ListName, type Row, tables} from './tables.ts';

/** The set-up lists as last loaded; undefined until asked for. */
export const lists = signal<Partial<Record<ListName, Row[]>>>({});

const pageLimit = 200;
/** A hospital has fewer of anything than this; the rest is not shown rather than asked for without end. */
const pagesMost = 10;

/** Loads a whole list, page by page. */
export async function loadList(name: ListName): Promise<void> {
  const items: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pagesMost; page++) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: {items: Row[]; nextCursor: string | null} = await ask(
      `${tables[name].list}?limit=${pageLimit}${more}`,
    );
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  lists.value = {...lists.value, [name]: items};
}

export async function loadAll(): Promise<void> {
  await Promise.all((Object.keys(tables) as ListName[]).map(loadList));
}

export function nameOf(list: ListName, id: unknown): string {
  const found = lists.value[list]?.find((row) => row.id === String(id));
  return found ? nameIn(list, found) : String(id ?? '');
}

/** What people are called is theirs; places have names that patients read in their own language too. */
export const nameIn = (list: ListName, row: Row): string =>
  list === 'departments' || list === 'service-points' || list === 'queues'
    ? localName(String(row.name), language.value)
    : String(row.name);

/** A list to choose from. */
export const namesIn = (list: ListName): {id: string; name: string}[] =>
  (lists.value[list] ?? []).map((row) => ({id: row.id, name: nameIn(list, row)}));
