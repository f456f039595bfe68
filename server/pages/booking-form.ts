import type * as z from 'zod';
import {Refusal, refuse} from '../base/refusal.ts';
import {hashed} from '../base/secret.ts';
import type {Ctx} from '../web/conventions.ts';
import type {Html} from './frame-view.ts';

export type Form = Record<string, string>;

/** A form that claims a time: on to its page, or the same page again with why not. */
export async function asked(
  c: Ctx,
  deed: () => Promise<Response>,
  then: (key: string) => string,
  again: (refused: Refusal) => Html | Promise<Html>,
): Promise<Response> {
  try {
    const answer = await deed();
    const body = (await answer.json()) as {key?: string; code?: string};
    // A refusal that was kept under the form's key comes as an answer.
    if (!body.key) throw new Refusal((body.code ?? 'fault') as Refusal['code']);
    const cookie = answer.headers.get('set-cookie');
    if (cookie) c.header('set-cookie', cookie, {append: true});
    return c.redirect(then(body.key), 303);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) throw error;
    return c.html(await again(error), error.status as 409);
  }
}

/** A form that is sent twice (a tap too many, a reload) does what it did once. */
export function once(c: Ctx, what: string, {idempotencyKey = '', ...form}: Form): void {
  const fits = idempotencyKey.length >= 22 && idempotencyKey.length <= 128;
  const fingerprint = hashed(JSON.stringify(Object.entries(form).sort()));
  c.set('once', fits ? {id: `form:${what}:${idempotencyKey}`, fingerprint} : null);
}

export const typed = ({name, phone}: Form): {name?: string; phone?: string} => ({
  ...(name?.trim() ? {name} : {}),
  ...(phone?.trim() ? {phone} : {}),
});

export function read<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  return refuse('input.invalid', {
    errors: result.error.issues.map((issue) => ({path: issue.path.map(String).join('.'), message: issue.message})),
  });
}
