import fs from 'node:fs/promises';
import path from 'node:path';
import {type Db, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {seal} from '../base/row-sum.ts';
import {hashed} from '../base/secret.ts';
import {directoryOf, placesChanged} from './directory.ts';
import {pictureMostBytes} from './schema.ts';
import {placesSealed} from './sealed-rows.ts';

/** A board's picture is a file in the data folder, named by its content; the row holds the name. */
const folderOf = (dataDir: string) => path.join(dataDir, 'pictures');
/** A file that no board names is kept this long: its board may be on its way to the disk. */
const orphanMs = 60_000;

const kinds = {
  png: {media: 'image/png', starts: /^\x89PNG/},
  jpg: {media: 'image/jpeg', starts: /^\xff\xd8\xff/},
  webp: {media: 'image/webp', starts: /^RIFF[\s\S]{4}WEBP/},
} as const;
type PictureKind = keyof typeof kinds;

/** Writes the picture to the disk and returns its name. Refuses input.invalid, body.too-large, store.unavailable. */
export async function keepPicture(dataDir: string, base64: string): Promise<string> {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > pictureMostBytes) refuse('body.too-large');
  const head = bytes.subarray(0, 16).toString('latin1');
  const kind = (Object.keys(kinds) as PictureKind[]).find((one) => kinds[one].starts.test(head));
  if (kind === undefined)
    refuse('input.invalid', {errors: [{path: 'image', message: 'a PNG, JPEG or WebP picture in base64'}]});
  const name = `${hashed(bytes.toString('latin1'))
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 20)}.${kind}`;
  const file = path.join(folderOf(dataDir), name);
  try {
    await fs.mkdir(folderOf(dataDir), {recursive: true});
    const handle = await fs.open(`${file}.new`, 'w');
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await fs.rename(`${file}.new`, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') refuse('store.unavailable');
    throw error;
  }
  return name;
}

/** Gives a board this picture, or none. Refuses board.missing. */
export function setPicture(tx: Tx, id: number, picture: string | null): void {
  const board = one<{version: number}>(tx.db, 'select version from boards where id = ?', id) ?? refuse('board.missing');
  run(tx.db, 'update boards set picture = ?, version = ? where id = ?', picture, board.version + 1, id);
  seal(tx.db, placesSealed.boards, id);
  tx.note({kind: 'board.changed', subject: `board:${id}`, data: {fields: ['picture']}});
  placesChanged(tx);
}

/** Removes files that no board names. The folder holds as many as there are boards, and what was left by an upload. */
export async function forgetPictures(dataDir: string, db: Db, now = Date.now()): Promise<void> {
  const named = new Set([...directoryOf(db).boards.values()].map(({picture}) => picture));
  for (const name of await fs.readdir(folderOf(dataDir)).catch(() => [])) {
    if (named.has(name)) continue;
    const file = path.join(folderOf(dataDir), name);
    const {mtimeMs} = await fs.stat(file).catch(() => ({mtimeMs: now}));
    if (now - mtimeMs > orphanMs) await fs.rm(file, {force: true});
  }
}

/** The bytes of a board's present picture. Refuses board.missing, route.missing. */
export async function pictureOf(dataDir: string, db: Db, boardId: string, name: string) {
  const board = directoryOf(db).boards.get(boardId) ?? refuse('board.missing');
  // Only the name that the row holds is ever opened: what comes in an address reaches no path.
  if (board.picture === null || board.picture !== name) refuse('route.missing');
  const kind = path.extname(board.picture).slice(1) as PictureKind;
  const bytes = await fs.readFile(path.join(folderOf(dataDir), board.picture)).catch(() => refuse('route.missing'));
  return {bytes, media: kinds[kind].media};
}
