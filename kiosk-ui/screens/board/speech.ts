import type {BoardCall} from '../../../server/queue/schema.ts';
import {boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {type Language, sayer} from '../../../server/words/say.ts';
import {clipsOf} from './clip-order.ts';
import type {Sound} from './sound.ts';

const utteranceMostMs = 8_000;
/** Languages whose voice stood in the list but said nothing: recordings from then on. */
const mute = new Set<Language>();

/** `Token C 14, please go to Room 3.`: the serial without its leading zeros, so that the voice reads it as a number. */
export function spokenCall(call: Pick<BoardCall, 'number' | 'servicePoint'>, language: Language): string {
  const [, letters = '', digits = call.number] = /^(\p{L}*)-?0*(\d+)$/u.exec(call.number) ?? [];
  const place = localName(call.servicePoint.name, language);
  return sayer(boardWords, language)('speak', {letters: letters.split('').join(' '), digits, place});
}

/** A voice that works without internet, by language; null where this screen has none. */
function localVoice(language: Language): SpeechSynthesisVoice | null {
  if (typeof speechSynthesis === 'undefined' || mute.has(language)) return null;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
  return (
    voices.find((voice) => voice.lang.toLowerCase() === `${language}-in`) ??
    voices.find((voice) => voice.lang.toLowerCase().startsWith(language)) ??
    null
  );
}

export interface Saying {
  call: BoardCall;
  languages: readonly Language[];
  /** How often all languages are gone through. */
  rounds: number;
  sound: Sound;
  /** Percent. */
  volume: number;
  /** Asked before each sentence, with the number of rounds that are done: whether there is still time for one. */
  goesOn(done: number): boolean;
}

/** Speaks the call, the languages in turn: by the screen's own voice, else by recordings. Ends always, and never rejects. */
export async function speakCall({call, languages, rounds, sound, volume, goesOn}: Saying): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const language of languages) {
      if (!goesOn(round)) return;
      const voice = localVoice(language);
      if (voice !== null && (await speak(spokenCall(call, language), voice, volume))) continue;
      if (voice !== null) mute.add(language);
      await sound.say(language, clipsOf(call, language));
    }
}

/** Whether the voice began to speak. */
function speak(text: string, voice: SpeechSynthesisVoice, volume: number): Promise<boolean> {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    utterance.volume = volume / 100;
    let began = false;
    const timer = setTimeout(giveUp, utteranceMostMs);
    function finish(): void {
      clearTimeout(timer);
      utterance.onstart = null;
      utterance.onend = null;
      utterance.onerror = null;
      done(began);
    }
    function giveUp(): void {
      speechSynthesis.cancel();
      finish();
    }
    utterance.onstart = () => {
      began = true;
    };
    utterance.onend = finish;
    utterance.onerror = finish;
    try {
      speechSynthesis.speak(utterance);
    } catch {
      finish();
    }
  });
}
