// Screens: browsers that follow topics through the real hub over connections that stall, break and come back.
import type {Sink} from '../../server/live/follower.ts';
import type {Hospital} from './hospital.ts';
import {insist} from './model.ts';

type Data = Record<string, unknown>;

export interface Screen {
  readonly topics: readonly string[];
  /** The newest of each topic that this browser shows; empty while it is cut off. */
  readonly shows: Map<string, {id: number; data: Data}>;
  /** The board's announcements: each call's id, and how often it was spoken. */
  readonly spoken: Map<string, string>;
  readonly connected: boolean;
  connect(): void;
  cut(): void;
  stall(): void;
  drain(): void;
}

export function openScreen(hospital: Hospital, topics: readonly string[]): Screen {
  const shows: Screen['shows'] = new Map();
  const spoken: Screen['spoken'] = new Map();
  let end: (() => void) | null = null;
  let stalled = false;
  let drained: (() => void) | null = null;
  let line = 0;

  function sinkOf(number: number): Sink {
    return {
      write(bytes) {
        if (number === line) for (const text of bytes.toString().split('\n\n')) take(text);
        return !stalled;
      },
      onDrained: (heard) => {
        if (number === line) drained = heard;
      },
      end() {
        if (number === line) gone();
      },
      cut() {
        if (number === line) gone();
      },
    };
  }

  function take(text: string): void {
    const event = /^event: (\w+)$/m.exec(text)?.[1];
    if (!event || event === 'beat') return;
    const id = Number(/^id: (\d+)$/m.exec(text)![1]);
    const data = JSON.parse(/^data: (.*)$/m.exec(text)![1]!) as Data;
    const topic = topicOf(event, data);
    const known = shows.get(topic);
    insist(known === undefined || id >= known.id, 'screens never go back', () => `${topic}: ${id} after ${known?.id}`);
    shows.set(topic, {id, data});
    if (event === 'board') for (const call of data.calls as Data[]) speak(call);
  }

  function speak(call: Data): void {
    const said = `${call.number} → ${(call.servicePoint as Data).name}`;
    const known = spoken.get(String(call.id));
    insist(
      known === undefined || known === said,
      'a call is announced once, as itself',
      () => `${call.id} was ${known}, is ${said}`,
    );
    spoken.set(String(call.id), said);
  }

  function gone(): void {
    end = null;
    drained = null;
    stalled = false;
    shows.clear();
    line++;
  }

  return {
    topics,
    shows,
    spoken,
    get connected() {
      return end !== null;
    },
    connect() {
      if (end !== null || !hospital.up) return;
      const number = ++line;
      // The stream may end while it begins: its topic is no more.
      let over = false;
      end = () => {
        over = true;
      };
      const stop = hospital.open.hub.follow({topics, sink: sinkOf(number), device: null, address: null});
      if (number === line && !over) end = stop;
    },
    cut() {
      const stop = end;
      gone();
      stop?.();
    },
    stall: () => {
      stalled = true;
    },
    drain() {
      if (!stalled) return;
      stalled = false;
      drained?.();
    },
  };
}

function topicOf(event: string, data: Data): string {
  if (event === 'queue') return `queue:${data.id}`;
  if (event === 'desk') return `desk:${(data.queue as Data).id}`;
  if (event === 'token') return `token:${data.id}`;
  return event === 'board' ? `board:${data.id}` : event;
}
