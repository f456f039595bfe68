import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {languages} from '../../../server/words/say.ts';
import {get, Refusal} from '../../api.ts';
import {keepRunning} from '../board/keep-running.ts';
import {Pairing} from '../board/pairing.tsx';
import {listenForScans} from '../desk/burst.ts';
import {Given} from './given.tsx';
import {followHall, hall, link, serverNow} from './hall.ts';
import {watchIdle} from './idle.ts';
import {FoundStep, Look, showFound} from './look.tsx';
import {Person} from './person.tsx';
import {Queues} from './queues.tsx';
import {choosePaper, dropSlip} from './slip.ts';
import {Start} from './start.tsx';
import {visit} from './visit.ts';
import {chooseVoice} from './voice.ts';
import {wordsIn} from './words.ts';

/** Only a paired kiosk gives numbers to everybody; any other browser counts as one person's phone and is soon refused. */
const paired = signal<'asking' | 'yes' | 'no'>('asking');

/** Between two keys of a scanner: a kiosk has no keyboard, and often the oldest PC of the house. */
const scannedWithinMs = 500;

export function Kiosk() {
  const {language, queue, token, looking} = visit.value;
  useEffect(() => {
    choosePaper(location.search);
    chooseVoice(location.search);
  }, []);
  useEffect(followHall, []);
  useEffect(watchIdle, []);
  useEffect(() => listenForScans((text) => void showFound(text), scannedWithinMs), []);
  useEffect(() => {
    document.documentElement.lang = language ?? 'en';
    if (language !== null) return;
    dropSlip();
    void askPaired();
  }, [language]);
  useEffect(() => {
    const running = keepRunning(() => ({
      now: serverNow(),
      zone: hall.value?.timeZone ?? 'UTC',
      calm: visit.value.language === null && link.value.fresh,
      lastCallAt: null,
    }));
    const stop = link.subscribe(({fresh}) => fresh && running.cameBack());
    return () => {
      stop();
      running.stop();
    };
  }, []);
  if (paired.value === 'no')
    return (
      <div class="unpaired">
        <header>
          {languages.map((each) => (
            <p class="lead" lang={each} key={each}>
              {wordsIn[each]('unpaired')}
            </p>
          ))}
        </header>
        <Pairing />
      </div>
    );
  if (language === null) return <Start />;
  if (token !== null) return <Given token={token} language={language} />;
  if (looking === 'type') return <Look language={language} />;
  if (looking !== 'no') return <FoundStep found={looking} language={language} />;
  if (queue === null) return <Queues language={language} />;
  return <Person key={queue.id} queue={queue} language={language} />;
}

/** Asked at each start of a visit: an administrator may have unpaired this kiosk. While nothing is heard it goes on as it was. */
async function askPaired() {
  try {
    const me = await get<{paired: boolean; kind: 'board' | 'kiosk'}>('/api/displays/me');
    paired.value = me.paired && me.kind === 'kiosk' ? 'yes' : 'no';
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) paired.value = 'no';
  }
}
