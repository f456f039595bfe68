import {hash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type {Db} from '../base/database.ts';
import {damage} from './fault.ts';

/** Beside the database: what else of a data folder belongs to the hospital. */
const folders = ['keys', 'pictures'];
/** A folder with more than this is not one that Baari made. */
const mostFiles = 2000;
const mostBytes = 64 * 1024 * 1024;

/** The two tables that make a copy of the database a copy of the whole box. */
export const keptTables = ['kept_about', 'kept_files'] as const;

const tables = `
  create table kept_about (name text primary key, value text not null) without rowid;
  create table kept_files (name text primary key, bytes blob not null, hash text not null) without rowid;`;

/** Puts the keys and pictures of the folder into the copy, and what is known about it. */
export function keepFiles(db: Db, dataDir: string, about: Readonly<Record<string, unknown>>): void {
  db.exec(tables);
  const note = db.prepare('insert into kept_about (name, value) values (?, ?)');
  for (const [name, value] of Object.entries(about)) note.run(name, JSON.stringify(value));
  const keep = db.prepare('insert into kept_files (name, bytes, hash) values (?, ?, ?)');
  let [files, bytes] = [0, 0];
  for (const name of filesOf(dataDir)) {
    const content = fs.readFileSync(path.join(dataDir, name));
    files++;
    bytes += content.length;
    if (files > mostFiles || bytes > mostBytes) throw new Error(`${dataDir} holds more than keys and pictures`);
    keep.run(name, content, hash('sha256', content));
  }
}

function filesOf(dataDir: string): string[] {
  return folders.flatMap((folder) => {
    try {
      return fs
        .readdirSync(path.join(dataDir, folder), {withFileTypes: true})
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))
        .map(({name}) => `${folder}/${name}`);
    } catch {
      return [];
    }
  });
}

/** What the copy says about itself; null where the file is a plain database without it. */
export function readAbout(db: Db): Record<string, unknown> | null {
  if (!db.prepare("select 1 from sqlite_master where name = 'kept_about'").get()) return null;
  const rows = db.prepare('select name, value from kept_about').all() as {name: string; value: string}[];
  return Object.fromEntries(rows.map(({name, value}) => [name, JSON.parse(value) as unknown]));
}

/** Each file with its content as it was kept; throws Damage where one is not. */
export function* readFiles(db: Db): Generator<{name: string; bytes: Buffer}> {
  const rows = db.prepare('select name, bytes, hash from kept_files order by name').all() as {
    name: string;
    bytes: Buffer;
    hash: string;
  }[];
  for (const {name, bytes, hash: kept} of rows) {
    const safe = folders.some((folder) => name.startsWith(`${folder}/`)) && /^[a-z]+\/[\w.-]{1,120}$/i.test(name);
    if (!safe || name.includes('..') || hash('sha256', bytes) !== kept)
      damage('row.changed', {table: 'kept_files', row: name.slice(0, 60)});
    yield {name, bytes};
  }
}

/** Takes the two tables out again, so that what is left is a box's database and nothing else. */
export function dropKept(db: Db): void {
  for (const table of keptTables) db.exec(`drop table if exists ${table}`);
}
