import type {Db} from '../base/database.ts';
import type {BoxView} from '../base/schema.ts';
import {directoryOf} from '../places/directory.ts';
import {type SteppedFrame, stepTo} from './desk-lines.ts';
import {queueFrame} from './frames.ts';
import {tokenById} from './rows.ts';
import {boardQueueIds, boardViewOf, myTokenViewOf, type Sight, staffTokensOf} from './views.ts';

export interface TopicParts {
  sight(): Sight;
  box(): BoxView;
  demo: boolean;
  /** The journal's head: the `id:` of every event. */
  head(): number;
  frame(event: string, id: number, data: unknown): Buffer;
}

/** The most people in one desk event; a staff screen asks for the rest. */
const deskTokens = 400;

/**
 * How each topic of this room looks: `queue:3`, `desk:3`, `desk:3:changes`, `token:7`, `board:all`. Null when there is no such
 * thing.
 */
export function renderTopic(parts: TopicParts, topic: string): Buffer | SteppedFrame | null {
  const [kind, id = '', how] = topic.split(':');
  const sight = parts.sight();
  const head = parts.head();
  const queue = directoryOf(sight.db).queues.get(Number(id));
  switch (kind) {
    case 'box':
      return parts.frame('box', head, parts.box());
    case 'queue':
      return queue ? parts.frame('queue', head, queueFrame(sight, queue, head)) : null;
    case 'desk': {
      if (!queue) return null;
      const {items, truncated} = staffTokensOf(sight, queue.id, null, deskTokens);
      const event = {queue: queueFrame(sight, queue, head), tokens: items, truncated, box: parts.box()};
      if (how !== 'changes') return parts.frame('desk', head, event);
      return stepTo(sight.db, queue.id, event, (name, data) => parts.frame(name, head, data));
    }
    case 'token': {
      const token = tokenById(sight.db, Number(id));
      return token ? parts.frame('token', head, myTokenViewOf(sight, token)) : null;
    }
    case 'board': {
      const {queues} = directoryOf(sight.db);
      const shown = boardQueueIds(sight.db, id).map((queueId) => {
        const {revision: _, order: __, ...view} = queueFrame(sight, queues.get(queueId)!, head);
        return view;
      });
      const view = boardViewOf(sight, id, shown, parts.demo);
      return view ? parts.frame('board', head, view) : null;
    }
    default:
      return null;
  }
}

/** Which other screens show this: a queue's boards and desks; the whole site when a place or a setting changed. */
export function topicsShowing(db: Db, topic: string): string[] {
  const {queues, boards} = directoryOf(db);
  if (topic === 'site')
    return [
      ...[...queues.keys()].flatMap((id) => [`queue:${id}`, ...deskTopics(id)]),
      ...[...boards.keys()].map((id) => `board:${id}`),
    ];
  if (!topic.startsWith('queue:')) return [];
  const id = Number(topic.slice(6));
  const showing = [...boards.values()].filter((board) => board.queueIds === null || board.queueIds.includes(id));
  return [...deskTopics(id), ...showing.map((board) => `board:${board.id}`)];
}

/** A line on staff screens: whole each time, or by its changes. */
export function deskTopics(queueId: number): string[] {
  return [`desk:${queueId}`, `desk:${queueId}:changes`];
}
