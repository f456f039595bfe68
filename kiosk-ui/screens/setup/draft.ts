import type {Template} from '../../../server/setup/schema.ts';

/** What was chosen and typed before the hospital was founded, kept by this browser. Never the password. */
export interface Draft {
  step: 'language' | 'hospital' | 'founder';
  siteName: string;
  timeZone: string;
  template: Template;
  name: string;
  username: string;
}

const key = 'baari.setup';

export function keptDraft(usual: Draft): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Draft>;
    return {...usual, ...kept};
  } catch {
    return usual;
  }
}

export function keepDraft(draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing begins at the first step again.
  }
}

export function forgetDraft(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // The same.
  }
}
