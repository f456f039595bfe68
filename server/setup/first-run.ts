import type {Db} from '../base/database.ts';
import {isTimeZone} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {phoneNumbers} from '../base/phone-numbers.ts';
import {refuse} from '../base/refusal.ts';
import {hashed, newSecret} from '../base/secret.ts';
import {savedFact, saveFact, saveSetting} from '../settings/rows.ts';
import {addUser, countUsers, type User, userByName} from '../staff/rows.ts';
import type {Language} from '../words/say.ts';
import {foundDemo} from './demo-hospital.ts';
import {saveSetupStep} from './progress.ts';
import type {Template} from './schema.ts';
import {addTemplate} from './templates.ts';

const setupKey = 'box.setup';

/** A box without people gives one link, good for one setup; a new start makes a new link and the old one stops. */
export function newSetupLink(tx: Tx): string | null {
  if (countUsers(tx.db) > 0) return null;
  const secret = newSecret();
  saveFact(tx, setupKey, {hash: hashed(secret)});
  return secret;
}

export interface Setup {
  token: string;
  siteName: string;
  timeZone: string;
  language?: Language | undefined;
  countryCode?: string | undefined;
  username: string;
  name: string;
  passwordHash: string;
  template?: Template | undefined;
}

/** Founds the hospital: its name, its first administrator, a template to begin with. Refuses setup.done, input.invalid. */
export function setUp(tx: Tx, setup: Setup): User {
  insistLink(tx.db, setup.token);
  if (!isTimeZone(setup.timeZone))
    refuse('input.invalid', {errors: [{path: 'timeZone', message: 'is not a time zone'}]});
  if (setup.countryCode && !phoneNumbers().isSupportedCountry(setup.countryCode))
    refuse('input.invalid', {errors: [{path: 'countryCode', message: 'is not a country such as IN'}]});
  saveSetting(tx, 'siteName', setup.siteName);
  saveSetting(tx, 'timeZone', setup.timeZone);
  if (setup.language) saveSetting(tx, 'language', setup.language);
  if (setup.countryCode) saveSetting(tx, 'countryCode', setup.countryCode);
  const user = addUser(tx, {
    username: setup.username,
    name: setup.name,
    role: 'admin',
    passwordHash: setup.passwordHash,
  });
  addTemplate(tx, setup.template ?? 'empty', setup.language);
  saveSetupStep(tx, 'sheet');
  saveFact(tx, setupKey, null);
  tx.note({kind: 'site.founded', subject: 'site:1'});
  tx.touch('site');
  return user;
}

/** Founds the demo hospital instead; whoever has the link may look at it as its administrator. Refuses setup.done. */
export function setUpDemo(tx: Tx, token: string, passwordHash: string): User {
  insistLink(tx.db, token);
  foundDemo(tx, passwordHash);
  saveFact(tx, setupKey, null);
  return userByName(tx.db, 'admin')!;
}

/** Refuses setup.done unless this is the secret of the newest link, and nobody has used it. */
export function insistLink(db: Db, token: string): void {
  const link = savedFact<{hash: string}>(db, setupKey);
  if (countUsers(db) > 0 || !link || hashed(token) !== link.hash) refuse('setup.done');
}
