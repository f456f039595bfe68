import {useState} from 'preact/hooks';
import {Refusal} from '../../api.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from './act.ts';
import type {Change, Particulars, PersonParts} from './person.ts';
import {mayBePhone, yearFrom} from './person-fields.ts';
import {say} from './words.ts';

const names = ['name', 'phone', 'year', 'sex'] as const;

/** Name, phone, age, sex. When somebody else was faster, both words stand side by side and nothing typed is lost. */
export function PersonForm({parts, leave}: {parts: PersonParts; leave: () => void}) {
  const [base, setBase] = useState(parts.first);
  const [mine, setMine] = useState(parts.first.fields);
  const [theirs, setTheirs] = useState<Partial<Particulars>>({});
  const [fault, setFault] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const set = (part: Partial<Particulars>) => setMine({...mine, ...part});

  async function save(event: Event) {
    event.preventDefault();
    if (saving) return;
    const change = changeOf(base.fields, mine);
    if (typeof change === 'string') return setFault(change);
    if (Object.keys(change).length === 0) return leave();
    setSaving(true);
    setFault(null);
    try {
      await parts.save(change, base.version);
      leave();
    } catch (error) {
      if (error instanceof Refusal && error.code === 'version.stale') await meet();
      else setFault(wordsOf(error).title);
    } finally {
      setSaving(false);
    }
  }

  /** Somebody else saved first: what was not touched here takes their words, the rest is shown beside. */
  async function meet() {
    try {
      const now = await parts.read();
      const merged = {...mine};
      const beside: Partial<Particulars> = {};
      for (const name of names) {
        if (mine[name] === base.fields[name]) merged[name] = now.fields[name];
        else if (mine[name] !== now.fields[name] && now.fields[name] !== base.fields[name])
          beside[name] = now.fields[name];
      }
      setMine(merged);
      setTheirs(beside);
      setBase(now);
      setFault(say('changedBy'));
    } catch (error) {
      setFault(wordsOf(error).title);
    }
  }

  const beside = (name: keyof Particulars) => {
    const value = theirs[name];
    if (value === undefined || value === mine[name]) return null;
    const words = name === 'sex' ? sexWords(value) : value || say('nothing');
    return (
      <p class="theirs">
        <span>{say('nowReads', {value: words})}</span>
        <button type="button" class="btn quiet small" onClick={() => set({[name]: value})}>
          {say('takeTheirs')}
        </button>
      </p>
    );
  };

  return (
    <form class="person-form" onSubmit={save} noValidate>
      <div role="alert">{fault === null ? null : <p class="note urgent">{fault}</p>}</div>
      <label class="field">
        {t('name')}
        <input
          id="person-name"
          maxLength={100}
          value={mine.name}
          onInput={(event) => set({name: event.currentTarget.value})}
        />
      </label>
      {beside('name')}
      <label class="field">
        {t('phone')}
        <input
          inputMode="tel"
          maxLength={20}
          value={mine.phone}
          onInput={(event) => set({phone: event.currentTarget.value})}
        />
      </label>
      {beside('phone')}
      <div class="two">
        <label class="field">
          {say('ageOrYear')}
          <input
            inputMode="numeric"
            maxLength={4}
            value={mine.year}
            onInput={(event) => set({year: event.currentTarget.value})}
          />
        </label>
        <label class="field">
          {t('sex')}
          <select value={mine.sex} onChange={(event) => set({sex: event.currentTarget.value})}>
            {(['', 'female', 'male', 'other'] as const).map((one) => (
              <option key={one} value={one}>
                {sexWords(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {beside('year')}
      {beside('sex')}
      <button type="submit" class="btn main wide" aria-disabled={saving}>
        {say('save')} <kbd>↵</kbd>
      </button>
    </form>
  );
}

function sexWords(sex: string): string {
  return sex === 'female' || sex === 'male' || sex === 'other' ? t(`sex.${sex}`) : t('sex.none');
}

/** What differs from what was read; or, as words, what is wrong with it. */
export function changeOf(before: Particulars, after: Particulars): Change | string {
  const change: Change = {};
  if (after.name.trim() !== before.name) {
    if (after.name.trim() === '') return say('nameMissing');
    change.name = after.name.trim();
  }
  if (after.phone.trim() !== before.phone) {
    if (after.phone.trim() !== '' && !mayBePhone(after.phone)) return say('phoneWrong');
    change.phone = after.phone.trim() || null;
  }
  if (after.year.trim() !== before.year) {
    const year = yearFrom(after.year);
    if (year === undefined) return say('yearWrong');
    change.yearOfBirth = year;
  }
  if (after.sex !== before.sex) change.sex = after.sex || null;
  return change;
}
