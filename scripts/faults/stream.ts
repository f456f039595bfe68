// Follows one event stream and remembers what each kind of event said last.
import http from 'node:http';

export interface Stream {
  last: Map<string, Record<string, unknown>>;
  count: Map<string, number>;
  open: boolean;
  close(): void;
}

export function followStream(url: string, bearer: string): Stream {
  const last = new Map<string, Record<string, unknown>>();
  const count = new Map<string, number>();
  const request = http.get(url, {headers: {authorization: `Bearer ${bearer}`}, agent: false});
  const stream: Stream = {last, count, open: true, close: () => request.destroy()};
  const ended = () => {
    stream.open = false;
  };
  request.on('error', ended);
  request.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        note(text.slice(0, end));
        text = text.slice(end + 2);
      }
    });
    response.on('error', ended);
    response.on('close', ended);
  });
  return stream;

  function note(event: string): void {
    const name = /^event: ?(.*)$/m.exec(event)?.[1];
    const data = /^data: ?(.*)$/m.exec(event)?.[1];
    if (!name || !data) return;
    last.set(name, JSON.parse(data) as Record<string, unknown>);
    count.set(name, (count.get(name) ?? 0) + 1);
  }
}
