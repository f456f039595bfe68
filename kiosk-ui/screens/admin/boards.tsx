import {useEffect, useState} from 'preact/hooks';
import type {BoardSetupView} from '../../../server/places/schema.ts';
import type {DisplayView} from '../../../server/staff/schema.ts';
import {newKey, patch, post, Refusal, remove} from '../../api.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {ask, watched} from '../sign-in/session.ts';
import {BoardForm} from './board-form.tsx';
import {bodyOfBoard, changesOf} from './board-rules.ts';
import {lists, loadList, nameOf} from './data.ts';
import {p} from './screens-words.ts';
import {tellDone} from './undo.ts';

const at = (id: string) => `/api/boards/${encodeURIComponent(id)}`;

/** What TVs show: each board with its queues, languages and sound. */
export function Boards() {
  const [editing, setEditing] = useState<BoardSetupView | 'new' | null>(null);
  const [displays, setDisplays] = useState<DisplayView[]>([]);
  const [fault, setFault] = useState<string | null>(null);
  const load = () => loadList('boards');
  useEffect(() => {
    Promise.all([
      load(),
      loadList('queues'),
      loadList('service-points'),
      ask<{items: DisplayView[]}>('/api/displays?limit=200').then(({items}) => setDisplays(items)),
    ]).catch(() => setFault(p('unreachable')));
  }, []);
  const boards = lists.value.boards as unknown as BoardSetupView[] | undefined;
  const onDisplays = (id: string) => displays.filter((one) => one.boardId === id && one.kind === 'board').length;

  async function save(values: BoardSetupView, before: BoardSetupView | null) {
    if (before === null) {
      const added = await watched(() => post<BoardSetupView>('/api/boards', bodyOfBoard(values), {key: newKey()}));
      tellDone(p('added', {name: added.name}), async () => {
        await watched(() => remove(at(added.id)));
        await load();
        tellDone(p('removed', {name: added.name}));
      });
    } else {
      const changes = changesOf(before, values);
      if (changes === null) return setEditing(null);
      const after = await watched(() => patch<BoardSetupView>(at(before.id), {...changes.to, version: before.version}));
      tellDone(p('saved', {name: after.name}), async () => {
        await watched(() => patch(at(before.id), {...changes.from, version: after.version}));
        await load();
        tellDone(p('undone', {name: before.name}));
      });
    }
    await load();
    setEditing(null);
  }

  async function drop(board: BoardSetupView) {
    await watched(() => remove(at(board.id)));
    await load();
    setEditing(null);
    tellDone(p('removed', {name: board.name}), async () => {
      await watched(() => post('/api/boards', bodyOfBoard(board), {key: newKey()}));
      await load();
      tellDone(p('undone', {name: board.name}));
    });
  }

  /** What a form says when it was not saved; a stale board is shown as it is now. */
  async function explain(error: unknown): Promise<string> {
    if (error instanceof Refusal && error.code === 'version.stale' && editing !== null && editing !== 'new') {
      await load().catch(() => undefined);
      const now = (lists.value.boards as unknown as BoardSetupView[]).find((one) => one.id === editing.id);
      if (now) setEditing(now);
      return p('stale', {name: editing.name});
    }
    const {title, detail} = wordsOf(error);
    return detail && detail !== title ? `${title} ${detail}` : title;
  }

  return (
    <section aria-labelledby="boards-title">
      <div class="section-head">
        <h2 id="boards-title">{p('boards')}</h2>
        <span class="grow" />
        <button type="button" class="btn main" onClick={() => setEditing('new')}>
          {p('addBoard')}
        </button>
      </div>
      <p class="muted">{p('boardsIntro')}</p>
      {fault ? (
        <p class="note stale" role="alert">
          {fault}
        </p>
      ) : null}
      {boards === undefined && fault === null ? <p role="status">{t('loading')}</p> : null}
      <ul class="tiles">
        <li class="tile">
          <h3>{p('allBoard')}</h3>
          <p class="muted">{p('allBoardMore')}</p>
          <p class="muted">{onDisplays('all') > 0 ? p('onDisplays', {n: onDisplays('all')}) : p('onNone')}</p>
          <p class="tile-end">
            <OpenLink id="all" name={p('allBoard')} />
          </p>
        </li>
        {boards?.map((board) => (
          <li key={board.id} class="tile">
            <h3>{board.name}</h3>
            <p>{p(`layout.${board.layout}`)}</p>
            <p class="muted">
              {queueNames(board)} · {board.languages.map((one) => p(`lang.${one}`)).join(' → ')}
            </p>
            <p class="muted">
              {[
                board.volume === 0 ? p('silent') : p('soundLine', {n: board.volume}),
                ...(board.volume === 0 ? [] : [p(board.speech ? 'spoken' : 'notSpoken')]),
                ...(board.quietFrom && board.quietUntil
                  ? [p('quietLine', {from: board.quietFrom, until: board.quietUntil})]
                  : []),
              ].join(' · ')}
            </p>
            <p class="muted">{onDisplays(board.id) > 0 ? p('onDisplays', {n: onDisplays(board.id)}) : p('onNone')}</p>
            <p class="tile-end">
              <OpenLink id={board.id} name={board.name} />
              <button
                type="button"
                class="btn small"
                aria-label={p('editBoard', {name: board.name})}
                onClick={() => setEditing(board)}
              >
                {p('change')}
              </button>
            </p>
          </li>
        ))}
      </ul>
      {editing === null ? null : (
        <Dialog
          title={editing === 'new' ? p('newBoard') : p('editBoard', {name: editing.name})}
          onLeave={() => setEditing(null)}
          wide
        >
          <BoardForm
            key={editing === 'new' ? 'new' : `${editing.id} ${editing.version}`}
            board={editing === 'new' ? null : editing}
            save={(values) => save(values, editing === 'new' ? null : editing)}
            drop={drop}
            explain={explain}
            pictured={async (board) => {
              await load();
              setEditing(board);
            }}
          />
        </Dialog>
      )}
    </section>
  );
}

const namedMost = 3;

function queueNames({queueIds}: BoardSetupView): string {
  const names = queueIds.map((id) => nameOf('queues', id));
  return names.length > 0 && names.length <= namedMost ? names.join(', ') : p('nQueues', {n: names.length});
}

function OpenLink({id, name}: {id: string; name: string}) {
  return (
    <a class="btn quiet small" href={`/board/${id}`} target="_blank" rel="noreferrer" aria-label={p('open', {name})}>
      {p('openShort')}
    </a>
  );
}
