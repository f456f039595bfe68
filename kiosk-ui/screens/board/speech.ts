import type {BoardCall} from '../../../server/queue/schema.ts';
import {boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {type Language, sayer} from '../../../server/words/say.ts';

const utteranceMostMs = 8_000;

/** `Number C 14, please go to Room 3.`: the serial without its leading zeros, so that the voice reads it as a number. */
export function spokenCall(call: Pick<BoardCall, 'number' | 'servicePoint'>, language: Language): string {
  const [, letters = '', digits = call.number] = /^(\p{L}*)-?0*(\d+)$/u.exec(call.number) ?? [];
  const place = localName(call.servicePoint.name, language);
  return sayer(boardWords, language)('speak', {letters: letters.split('').join(' '), digits, place});
}

/** A voice that works without internet, by language; null where this screen has none. */
function localVoice(language: Language): SpeechSynthesisVoice | null {
  if (typeof speechSynthesis === 'undefined') return null;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
  return (
    voices.find((voice) => voice.lang.toLowerCase() === `${language}-in`) ??
    voices.find((voice) => voice.lang.toLowerCase().startsWith(language)) ??
    null
  );
}

/** Speaks the call in each language of the board, that many times. Always comes to an end, and never rejects. */
export async function speakCall(call: BoardCall, languages: readonly Language[], times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    for (const language of languages) {
      const voice = localVoice(language);
      if (voice !== null) await speak(spokenCall(call, language), voice);
    }
  }
}

function speak(text: string, voice: SpeechSynthesisVoice): Promise<void> {
  return new Promise((done) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    const timer = setTimeout(finish, utteranceMostMs);
    function finish(): void {
      clearTimeout(timer);
      utterance.onend = null;
      utterance.onerror = null;
      done();
    }
    utterance.onend = finish;
    utterance.onerror = finish;
    try {
      speechSynthesis.speak(utterance);
    } catch {
      finish();
    }
  });
}
