/**
 * Writes the tables of docs/api.md (between the marks) from what the server says of itself: routes, refusals, metrics. A test
 * fails when the page is stale.
 *
 *   node scripts/run.mjs scripts/api-doc.ts
 */
import fs from 'node:fs';
import path from 'node:path';
import {statusOf} from '../server/base/refusal.ts';
import {openWorld} from '../server/test/world.ts';
import {refusalWords} from '../server/words/refusals.ts';

interface Operation {
  summary?: string;
  description?: string;
  security?: unknown;
  parameters?: {name: string; in: string}[];
  requestBody?: unknown;
  responses?: Record<string, {description?: string}>;
}

export const apiDocFile = path.join(import.meta.dirname, '../docs/api.md');
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The page with its generated parts made anew. */
export async function freshApiDoc(page: string): Promise<string> {
  const world = await openWorld();
  try {
    const {body} = await world.ask<{paths: Record<string, Record<string, Operation>>}>('GET', '/api/openapi.json');
    const metrics = await world.ask<string>('GET', '/metrics', {
      headers: {authorization: `Bearer ${world.box.keys.metrics}`},
    });
    return between(
      between(between(page, 'routes', routesTable(body.paths)), 'refusals', refusalsTable()),
      'metrics',
      metricsTable(String(metrics.body)),
    );
  } finally {
    world.end();
  }
}

function between(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}: written by scripts/api-doc.ts -->`, `<!-- end of ${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/api.md has lost the marks around "${name}"`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function routesTable(paths: Record<string, Record<string, Operation>>): string {
  const rows = Object.entries(paths).flatMap(([where, operations]) =>
    methods.flatMap((method) => (operations[method] ? [routeRow(method, where, operations[method])] : [])),
  );
  return table(['call', 'what it does', 'needs', 'answers', 'refusals'], rows);
}

function routeRow(method: string, where: string, operation: Operation): string[] {
  const query = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
  const answers = Object.entries(operation.responses ?? {});
  const good = answers.filter(([status]) => Number(status) < 400).map(([status]) => status);
  const refusals = answers
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, answer]) => (answer.description ?? '').split(', '))
    .filter((code) => !['input.invalid', 'auth.required', 'permission.denied'].includes(code));
  const needs = /Needs ([\w.-]+)\./.exec(operation.description ?? '')?.[1];
  const call = `${method.toUpperCase()} ${where}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return [
    `\`${call}\``,
    operation.summary ?? '',
    needs ? `\`${needs}\`` : '–',
    good.join(', '),
    refusals.map((code) => `\`${code}\``).join(' '),
  ];
}

function refusalsTable(): string {
  const rows = Object.entries(statusOf).map(([code, status]) => {
    const {title, detail} = refusalWords.en[code as keyof typeof statusOf];
    return [`\`${code}\``, String(status), `${title}: ${detail}`];
  });
  return table(['code', 'status', 'what a person is told'], rows);
}

function metricsTable(text: string): string {
  const rows = [...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name, help]) => [`\`${name}\``, help!]);
  return table(['metric', 'meaning'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) {
  fs.writeFileSync(apiDocFile, await freshApiDoc(fs.readFileSync(apiDocFile, 'utf8')));
  console.log('docs/api.md is fresh.');
}
