import {gzipSync} from 'node:zlib';
import type {Ctx} from '../web/conventions.ts';
import type {Html} from './frame-view.ts';

/** Below this, packing saves no packet. */
const worthChars = 2_000;
/** About 0.2 ms for the thirty kilobytes of a house with twenty lines. */
const level = 4;

/** The first page names every line of the house: packed where the browser takes that, because slow lines are patients'. */
export function packed(c: Ctx, page: Html): Response {
  const text = String(page);
  c.header('vary', 'accept-encoding, accept-language, cookie');
  if (text.length < worthChars || !/\bgzip\b/.test(c.req.header('accept-encoding') ?? ''))
    return c.html(text) as Response;
  c.header('content-encoding', 'gzip');
  return c.body(gzipSync(text, {level}), 200, {'content-type': 'text/html; charset=UTF-8'});
}
