import {useEffect, useRef, useState} from 'preact/hooks';
import type {PrintAnswer, PrinterView} from '../../../server/printing/schema.ts';
import {paperAdminWords} from '../../../server/words/paper-admin.ts';
import {type PaperLanguage, paperLanguages} from '../../../server/words/paper-languages.ts';
import {sayer} from '../../../server/words/say.ts';
import {get, newKey, patch, post, Refusal, remove} from '../../api.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {language} from '../../parts/staff-words.tsx';
import './printers.css';

/** The box tries for a while, and other slips may be before this one. */
const printMs = 45_000;

/** Each language in its own letters: whoever reads it knows it. */
const tongues: Record<PaperLanguage, string> = {
  en: 'English',
  hi: 'हिन्दी',
  mr: 'मराठी',
  bn: 'বাংলা',
  ta: 'தமிழ்',
};

type Word = keyof typeof paperAdminWords.en;
export const paperSay = (key: Word, values?: Record<string, string | number>) =>
  sayer(paperAdminWords, language.value)(key, values);

/** Slip printers in the network: add, try, change, take away. */
export function Printers() {
  const [items, setItems] = useState<readonly PrinterView[]>([]);
  const [told, setTold] = useState('');
  const [busy, setBusy] = useState(false);
  /** The one whose entry stands in the form; else the form adds one. */
  const [changed, setChanged] = useState<PrinterView | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const load = async () => setItems((await get<{items: PrinterView[]}>('/api/printers')).items);
  useEffect(() => void load().catch(() => {}), []);
  useEffect(() => {
    if (changed) form.current?.querySelector('input')?.focus();
  }, [changed?.id]);

  /** One deed at a time; what came of it stands below. */
  async function run(deed: () => Promise<string>): Promise<boolean> {
    if (busy) return false;
    setBusy(true);
    setTold('');
    let done = false;
    try {
      setTold(await deed());
      done = true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setTold(error.code === 'input.invalid' ? paperSay('badAddress') : `${error.title}. ${error.detail}`);
    }
    await load().catch(() => {});
    setBusy(false);
    return done;
  }

  const keep = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const body = {
      name: String(said.get('name')),
      address: String(said.get('address')),
      paperMm: said.get('paper') === '58' ? 58 : 80,
      language: String(said.get('language')) || null,
    };
    const kept = await run(async () => {
      if (changed) await patch(`/api/printers/${changed.id}`, {...body, version: changed.version});
      else await post('/api/printers', body, {key: newKey()});
      return changed ? paperSay('changed', {name: body.name}) : '';
    });
    if (!kept) return;
    form.reset();
    setChanged(null);
  };
  const test = ({id, name}: PrinterView) =>
    run(async () => {
      const {confirmed} = await post<PrintAnswer>(`/api/printers/${id}/test`, {}, {withinMs: printMs});
      return paperSay(confirmed ? 'testedWell' : 'tested', {name});
    });
  const drop = ({id, name}: PrinterView) =>
    run(async () => {
      await remove(`/api/printers/${id}`);
      if (changed?.id === id) setChanged(null);
      return paperSay('removed', {name});
    });

  return (
    <section aria-labelledby="printers-title">
      <h2 id="printers-title">{paperSay('printers')}</h2>
      <p class="muted">{paperSay('printersHint')}</p>
      {items.length === 0 ? <p class="muted">{paperSay('none')}</p> : null}
      <ul class="needs">
        {items.map((printer) => (
          <li key={printer.id} class="need met">
            <span class="grow">
              <b>{printer.name}</b>{' '}
              <span class="muted">
                {printer.address} · {paperSay('mm', {n: printer.paperMm})}
                {printer.language ? ` · ${tongues[printer.language]}` : ''} · {printer.id}
              </span>
              <LastSlip last={printer.last ?? null} />
            </span>
            <button type="button" class="btn small" aria-disabled={busy} onClick={() => void test(printer)}>
              {paperSay('test')}
            </button>
            <button type="button" class="btn quiet small" aria-disabled={busy} onClick={() => setChanged(printer)}>
              {paperSay('change')}
            </button>
            <button type="button" class="btn quiet small" aria-disabled={busy} onClick={() => void drop(printer)}>
              {paperSay('remove')}
            </button>
          </li>
        ))}
      </ul>
      <form
        ref={form}
        key={changed?.id ?? 'new'}
        class="printer-form"
        aria-labelledby="printer-form-title"
        onSubmit={(event) => void keep(event)}
      >
        <h3 id="printer-form-title">{changed ? paperSay('changing', {name: changed.name}) : paperSay('add')}</h3>
        <label class="field">
          {paperSay('name')} <input name="name" defaultValue={changed?.name ?? ''} required maxLength={100} />
        </label>
        <label class="field">
          {paperSay('address')}{' '}
          <input
            name="address"
            defaultValue={changed?.address ?? ''}
            required
            maxLength={45}
            placeholder="192.168.1.50"
          />
        </label>
        <label class="field pick-one">
          {paperSay('paper')}{' '}
          <select name="paper">
            {[80, 58].map((n) => (
              <option key={n} value={n} selected={(changed?.paperMm ?? 80) === n}>
                {paperSay('mm', {n})}
              </option>
            ))}
          </select>
        </label>
        <label class="field pick-one">
          {paperSay('language')}{' '}
          <select name="language">
            <option value="">{paperSay('ofHolder')}</option>
            {paperLanguages.map((one) => (
              <option key={one} value={one} lang={one} selected={changed?.language === one}>
                {tongues[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="btn main" aria-disabled={busy}>
          {paperSay(changed ? 'save' : 'add')}
        </button>
        {changed ? (
          <button type="button" class="btn quiet" onClick={() => setChanged(null)}>
            {paperSay('leave')}
          </button>
        ) : null}
      </form>
      <p role="status">{told}</p>
    </section>
  );
}

/** How this printer stands, as far as its last slip tells. */
function LastSlip({last}: {last: NonNullable<PrinterView['last']> | null}) {
  if (last === null) return <span class="hint">{paperSay('lastNone')}</span>;
  const time = clockTimeOf(last.at);
  if (last.failed === null)
    return last.paperLow ? (
      <span class="hint low">{paperSay('lastLow', {time})}</span>
    ) : (
      <span class="hint">{paperSay('lastWell', {time})}</span>
    );
  const key = `failed.${last.failed.replace('printer.', '')}`;
  const why = key in paperAdminWords.en ? paperSay(key as Word) : last.failed;
  return <span class="hint missing">{paperSay('lastFailed', {time, why})}</span>;
}

/** The poster of the whole house, all of them at once, and what is missing on them. */
export function HousePosters() {
  const [hasWifi, setHasWifi] = useState(true);
  useEffect(() => {
    get<{items: {key: string; value: unknown}[]}>('/api/settings')
      .then(({items}) => setHasWifi(items.some(({key, value}) => key === 'wifiName' && value !== '')))
      .catch(() => {});
  }, []);
  return (
    <>
      {hasWifi ? null : (
        <p class="holds">
          <a href="#settings">{paperSay('noWifi')}</a>
        </p>
      )}
      <p>
        <a class="btn small" href="/poster" target="_blank" rel="noreferrer">
          {paperSay('wholeHouse')}
        </a>{' '}
        <a class="btn small" href="/posters" target="_blank" rel="noreferrer">
          {paperSay('allPosters')}
        </a>
      </p>
    </>
  );
}
