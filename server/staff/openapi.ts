import type {Hono} from 'hono';
import {describeRoute, openAPIRouteHandler, resolver, uniqueSymbol} from 'hono-openapi';
import type * as z from 'zod';
import {type RefusalCode, statusOf} from '../base/refusal.ts';
import {problem as problemSchema} from '../base/schema.ts';
import type {Env} from '../web/conventions.ts';
import {type RouteSpec, routeSpec} from './route.ts';

/** Answers the API's own description, of all routes that stand in the app. Loaded when somebody asks for it. */
export function openApiOf(app: Hono<Env>, version: string) {
  for (const {handler} of app.routes) {
    const spec = (handler as {[routeSpec]?: RouteSpec<z.ZodType, z.ZodType>})[routeSpec];
    // Pages say who may see them and nothing else.
    if (!spec?.answers) continue;
    const described = describeRoute(description(spec)) as unknown as Record<symbol, unknown>;
    Object.assign(handler, {[uniqueSymbol]: described[uniqueSymbol]});
  }
  return openAPIRouteHandler(app, {
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'Baari',
        version,
        description: 'The hospital queue in a box. Errors are application/problem+json with a stable `code`.',
      },
      components: {
        securitySchemes: {
          session: {type: 'apiKey', in: 'cookie', name: 'baari_session'},
          bearer: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'},
        },
      },
    },
  });
}

function description(spec: RouteSpec<z.ZodType, z.ZodType>) {
  const codes = new Set<RefusalCode>(spec.refuses ?? []);
  if (spec.body || spec.query) codes.add('input.invalid');
  if (spec.allow !== 'anyone') codes.add('auth.required').add('permission.denied');
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes) byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code]);
  const responses: Record<
    string,
    {description: string; content?: Record<string, {schema: ReturnType<typeof resolver>}>}
  > = {};
  for (const [status, schema] of Object.entries(spec.answers))
    responses[status] = schema
      ? {description: 'Good', content: {'application/json': {schema: resolver(schema)}}}
      : {description: 'Good'};
  for (const [status, list] of byStatus)
    responses[status] = {
      description: list.join(', '),
      content: {'application/problem+json': {schema: resolver(problemSchema)}},
    };
  return {
    summary: spec.says,
    responses,
    ...(spec.allow === 'anyone' ? {} : {security: [{session: []}, {bearer: []}], description: `Needs ${spec.allow}.`}),
    ...(spec.body ? {requestBody: {content: {'application/json': {schema: resolver(spec.body)}}}} : {}),
    ...(spec.query ? {parameters: queryParameters(spec.query)} : {}),
  };
}

function queryParameters(schema: z.ZodType) {
  const shape = 'shape' in schema ? (schema.shape as Record<string, z.ZodType>) : {};
  return Object.entries(shape).map(([name, field]) => ({
    name,
    in: 'query' as const,
    required: !field.safeParse(undefined).success,
    schema: {type: 'string' as const},
  }));
}
