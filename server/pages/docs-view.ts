import {html} from 'hono/html';
import {icon} from './frame-view.ts';

/** Where programmers look first: the document itself, and what reads it. No script, no remote asset. */
export function docsPage() {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8">${icon()}<title>Baari API</title></head><body><main><h1>Baari API</h1><p>The machine-readable description (OpenAPI 3.1) is at <a href="/api/openapi.json">/api/openapi.json</a>.</p><p>Errors are <code>application/problem+json</code> with a stable <code>code</code>. POST requests may carry <code>Idempotency-Key</code>. Live changes come from <code>/api/live</code> as server-sent events.</p></main></body></html>`;
}
