import type {Language} from '../../../server/words/say.ts';
import {tokenClips} from '../board/clip-order.ts';
import {createSound, type Sound} from '../board/sound.ts';
import {remember, remembered} from '../desk/remember.ts';

/** Recordings are made for a hall; whoever stands at the screen needs less. */
const volumePercent = 60;
let sound: Sound | null = null;

/** Whether numbers are spoken here. Said once in the address: /kiosk?voice=on or off; on unless it was said. */
export function chooseVoice(search: string) {
  const said = /[?&]voice=(on|off)\b/.exec(search)?.[1];
  if (said) remember('kiosk.voice', said);
}

export const speaks = (): boolean => remembered('kiosk.voice') !== 'off';

/** Says a number in the visitor's language, for those who cannot read it. The touch that asked for it has unlocked the sound. */
export async function sayNumber(number: string, language: Language): Promise<void> {
  if (!speaks()) return;
  sound ??= createSound();
  sound.setVolume(volumePercent);
  if (await sound.unlock()) await sound.say(language, tokenClips(number, language));
}

/** Nothing goes on speaking into the next visit. */
export function hushVoice() {
  sound?.close();
  sound = null;
}
