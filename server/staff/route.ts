import {hash} from 'node:crypto';
import type {Handler} from 'hono';
import type * as z from 'zod';
import {Refusal, type RefusalCode, refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {type Ctx, type Env, sendAnswer, throughDoor} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {type Permission, reachOf} from './permissions.ts';

/** Who may knock: somebody with this permission, or anybody. */
export type Allow = Permission | 'anyone';

export interface RouteSpec<Body extends z.ZodType, Query extends z.ZodType> {
  allow: Allow;
  /** One line for the API's own description. */
  says: string;
  body?: Body;
  query?: Query;
  /** Shape of the good answer by status; null = no body. */
  answers: Record<number, z.ZodType | null>;
  refuses?: readonly RefusalCode[];
  /** Sign-in: takes no idempotency key. */
  noKey?: boolean;
}

export interface Input<Body extends z.ZodType, Query extends z.ZodType> {
  body: z.output<Body>;
  query: z.output<Query>;
}

/** Keys as the contract bounds them; from strangers a key is a secret and must be long enough to be one. */
const keyShape = /^[\x20-\x7e]{8,128}$/;
const leastStrangersKey = 22;

export const routeSpec = Symbol('route');

/**
 * One route: who may, what it takes, what it answers, said and enforced in one place (openapi.ts describes from it). The guard test finds `allow` on
 * every handler of the app; a route without it fails the build.
 */
export function route<Body extends z.ZodType, Query extends z.ZodType>(
  spec: RouteSpec<Body, Query>,
  handle: (c: Ctx, input: Input<Body, Query>) => Response | Promise<Response>,
): Handler<Env> {
  const handler: Handler<Env> = async (c) => {
    insistAllowed(c, spec.allow);
    const query = spec.query ? parsed(spec.query, c.req.query(), 'query') : undefined;
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    c.set('once', null);
    if (!changes) return handle(c, {body: undefined, query} as Input<Body, Query>);
    insistOwnOrigin(c);
    c.set('bodyText', await c.req.text());
    if (c.req.method === 'POST' && !spec.noKey) {
      const given = givenAnswer(c);
      if (given) return given;
    }
    const read = bodyOf(c, spec.body);
    // A body that is refused is an answer too: its key stays bound to it.
    if (read instanceof Refusal) {
      if (c.get('once') === null) throw read;
      insistRate(c);
      return throughDoor(c, () => {
        throw read;
      });
    }
    return handle(c, {body: read, query} as Input<Body, Query>);
  };
  return Object.assign(handler, {[routeSpec]: spec});
}

/** What is kept for a stranger takes room on the disk, so it has a rate like a join. Refuses rate.limited. */
function insistRate(c: Ctx): void {
  const box = c.get('box');
  if (c.get('actor').kind === 'staff' || !box.config.rateLimit) return;
  box.buckets.take(`kept:${c.get('address')}`, settingsOf(box.db).joinsPerMinutePerAddress);
}

function insistAllowed(c: Ctx, allow: Allow): void {
  if (allow === 'anyone') return;
  const actor = c.get('actor');
  if (reachOf(actor, allow) !== 'none') return;
  refuse(actor.kind === 'staff' || actor.kind === 'display' ? 'permission.denied' : 'auth.required');
}

/** The body as its schema reads it, or why it is refused. */
function bodyOf(c: Ctx, schema: z.ZodType | undefined): unknown {
  try {
    return readBody(c, schema);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** A page of somebody else's can send an empty form with a patient's cookie; what carries an Origin must carry ours. */
function insistOwnOrigin(c: Ctx): void {
  const byProgram = c.get('actor').kind === 'staff' && !c.get('byCookie');
  if (c.req.header('origin') !== undefined && !byProgram) insistFromHere(c);
}

function readBody(c: Ctx, schema: z.ZodType | undefined): unknown {
  const text = c.get('bodyText');
  const media = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (text !== '' && media !== 'application/json') refuse('media.unsupported');
  if (!schema) return undefined;
  let value: unknown = {};
  if (text !== '') {
    try {
      value = JSON.parse(text);
    } catch {
      refuse('input.invalid', {errors: [{path: '', message: 'is not JSON'}]});
    }
  }
  return parsed(schema, value, 'body');
}

/** The most faults that one answer names. */
const mostErrors = 20;

function parsed(schema: z.ZodType, value: unknown, where: 'body' | 'query'): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, mostErrors).map((issue) => ({
    path: [...(where === 'query' ? ['query'] : []), ...issue.path].map(String).join('.').slice(0, 200),
    // Zod's sentence may quote an unknown key that the caller sent; nothing else of theirs.
    message: issue.message.slice(0, 200),
  }));
  refuse('input.invalid', {errors});
}

/** Notes the idempotency key for the write door; answers at once when the key has had its answer. */
function givenAnswer(c: Ctx): Response | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  const actor = c.get('actor');
  const stranger = actor.kind !== 'staff';
  if (!keyShape.test(key) || (stranger && key.length < leastStrangersKey))
    refuse('input.invalid', {
      errors: [{path: 'Idempotency-Key', message: `must have ${stranger ? leastStrangersKey : 8} to 128 characters`}],
    });
  const scope = stranger ? 'nobody' : `user:${actor.id}`;
  const once = {
    id: hash('sha256', `${scope}\n${c.req.method}\n${new URL(c.req.url).pathname}\n${key}`, 'base64url'),
    fingerprint: hash('sha256', c.get('bodyText'), 'base64url'),
  };
  c.set('once', once);
  const answer = c.get('box').door.given(once);
  return answer ? sendAnswer(c, answer) : null;
}
