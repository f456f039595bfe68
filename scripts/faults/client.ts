// A small keep-alive client: an answer is what came whole; everything else is "not answered", which proves nothing.
import http from 'node:http';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  retryAfter: string | undefined;
}

export interface Ask {
  method?: 'GET' | 'POST';
  body?: unknown;
  key?: string;
  bearer?: string | undefined;
}

export interface Client {
  /** Null when no whole answer came. */
  ask(path: string, ask?: Ask): Promise<Answer | null>;
  close(): void;
}

const answerMs = 10_000;

export function openClient(url: string): Client {
  const agent = new http.Agent({keepAlive: true, maxSockets: 64});
  return {
    ask: (path, {method = 'POST', body, key, bearer} = {}) =>
      new Promise((resolve) => {
        const text = body === undefined ? '' : JSON.stringify(body);
        const request = http.request(`${url}${path}`, {
          agent,
          method,
          timeout: answerMs,
          headers: {
            ...(body === undefined
              ? {}
              : {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}),
            ...(key === undefined ? {} : {'idempotency-key': key}),
            ...(bearer === undefined ? {} : {authorization: `Bearer ${bearer}`}),
          },
        });
        request.on('error', () => resolve(null));
        request.on('timeout', () => request.destroy());
        request.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', () => resolve(null));
          response.on('close', () => {
            if (!response.complete) return resolve(null);
            const all = Buffer.concat(chunks).toString();
            const json = /json/.test(response.headers['content-type'] ?? '') && all !== '';
            resolve({
              status: response.statusCode ?? 0,
              body: json ? (JSON.parse(all) as Record<string, unknown>) : {text: all},
              retryAfter: response.headers['retry-after'],
            });
          });
        });
        request.end(text);
      }),
    close: () => agent.destroy(),
  };
}
