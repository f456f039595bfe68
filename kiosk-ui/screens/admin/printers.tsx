import {useEffect, useState} from 'preact/hooks';
import type {PrintAnswer, PrinterView} from '../../../server/printing/schema.ts';
import {paperAdminWords} from '../../../server/words/paper-admin.ts';
import {type PaperLanguage, paperLanguages} from '../../../server/words/paper-languages.ts';
import {sayer} from '../../../server/words/say.ts';
import {get, newKey, post, Refusal, remove} from '../../api.ts';
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

/** Slip printers in the network: add, try, take away. */
export function Printers() {
  const [items, setItems] = useState<readonly PrinterView[]>([]);
  const [told, setTold] = useState('');
  const [busy, setBusy] = useState(false);
  const load = async () => setItems((await get<{items: PrinterView[]}>('/api/printers')).items);
  useEffect(() => void load().catch(() => {}), []);

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

  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const said = new FormData(form);
    const body = {
      name: String(said.get('name')),
      address: String(said.get('address')),
      paperMm: said.get('paper') === '58' ? 58 : 80,
      ...(said.get('language') ? {language: String(said.get('language'))} : {}),
    };
    const added = await run(async () => {
      await post('/api/printers', body, {key: newKey()});
      return '';
    });
    if (added) form.reset();
  };
  const test = ({id, name}: PrinterView) =>
    run(async () => {
      const {confirmed} = await post<PrintAnswer>(`/api/printers/${id}/test`, {}, {withinMs: printMs});
      return paperSay(confirmed ? 'testedWell' : 'tested', {name});
    });
  const drop = ({id, name}: PrinterView) =>
    run(async () => {
      await remove(`/api/printers/${id}`);
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
            <button type="button" class="btn quiet small" aria-disabled={busy} onClick={() => void drop(printer)}>
              {paperSay('remove')}
            </button>
          </li>
        ))}
      </ul>
      <form class="printer-form" onSubmit={(event) => void add(event)}>
        <label class="field">
          {paperSay('name')} <input name="name" required maxLength={100} />
        </label>
        <label class="field">
          {paperSay('address')} <input name="address" required maxLength={45} placeholder="192.168.1.50" />
        </label>
        <label class="field choice">
          {paperSay('paper')}{' '}
          <select name="paper">
            <option value="80">{paperSay('mm', {n: 80})}</option>
            <option value="58">{paperSay('mm', {n: 58})}</option>
          </select>
        </label>
        <label class="field choice">
          {paperSay('language')}{' '}
          <select name="language">
            <option value="">{paperSay('ofHolder')}</option>
            {paperLanguages.map((one) => (
              <option key={one} value={one} lang={one}>
                {tongues[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="btn" aria-disabled={busy}>
          {paperSay('add')}
        </button>
      </form>
      <p role="status">{told}</p>
    </section>
  );
}

/** How this printer stands, as far as its last slip tells. */
function LastSlip({last}: {last: NonNullable<PrinterView['last']> | null}) {
  if (last === null) return <span class="hint">{paperSay('lastNone')}</span>;
  const time = clockTimeOf(last.at);
  if (last.failed === null) return <span class="hint">{paperSay(last.paperLow ? 'lastLow' : 'lastWell', {time})}</span>;
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
