// What no answer may be, whatever was asked.
import {statusOf} from '../../server/base/refusal.ts';
import type {Answer, Wire} from './wire.ts';

const codes = new Set<string>(Object.keys(statusOf));
/** What the HTTP parser itself says to bytes that are no request; it has no body. */
const bare = new Set([400, 408, 413, 431, 417, 501]);
const named503 = new Set(['store.unavailable', 'live.full']);
/** Our own insides: places in code, SQL, files of this machine. */
const inside =
  /\bat (?:async )?[\w.<>]+ \(|\.ts:\d+|node_modules|node:internal|SQLITE_|\bselect .+ from |file:\/\/\/|better-sqlite3/i;

/** What is wrong with an answer, in a sentence; null when nothing is. */
export function faultIn(
  asked: Pick<Wire, 'method' | 'target' | 'body'>,
  answer: Answer,
  paths: readonly string[],
): string | null {
  const {status, body, headers} = answer;
  if (status === 0) return body === '' ? null : body; // hung up on what was no request
  if (status === 500 || (status > 500 && status !== 503 && status !== 501)) return `answered ${status}`;
  if (status < 400) return null;
  const said = withoutEcho(body, asked);
  if (inside.test(said) || paths.some((path) => said.includes(path))) return `shows its inside: ${said.slice(0, 300)}`;
  if (bare.has(status) && body === '') return null;
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/html') && !isOfApi(asked.target)) return null;
  if (asked.method === 'HEAD') return null;
  if (!type.startsWith('application/problem+json')) return `${status} as "${type}": ${body.slice(0, 200)}`;
  const problem = parsed(body);
  if (typeof problem?.code !== 'string' || !codes.has(problem.code))
    return `${status} with the code ${String(problem?.code)}`;
  if (problem.status !== status) return `${status} that says ${String(problem.status)}`;
  if (status === 503 && !named503.has(problem.code)) return `503 with the code ${problem.code}`;
  if (status === 429 && !(Number(headers.get('retry-after')) >= 1)) return '429 without Retry-After';
  return null;
}

/** `/api/../etc` is no address of the API: it is judged as the server reads it. */
function isOfApi(target: string): boolean {
  const path = URL.canParse(target, 'http://box') ? new URL(target, 'http://box').pathname : target;
  return path.startsWith('/api/');
}

function parsed(body: string): {code?: unknown; status?: unknown} | null {
  try {
    return JSON.parse(body) as {code?: unknown};
  } catch {
    return null;
  }
}

/** A refusal may name the field that was sent; what was sent may look like anything. */
function withoutEcho(body: string, {body: sent}: Pick<Wire, 'body'>): string {
  return /select|drop/.test(sent?.toString() ?? '') ? body.replace(/"errors":.*/, '') : body;
}
