import type {Catalogue} from './say.ts';

/** The second box: its own page, and what administrators read about it on the first one. */
const en = {
  title: 'Second box',
  'state.new': 'No copy yet',
  'state.following': 'Ready to take over',
  'state.behind': 'The copy is old',
  'state.away': 'The main box does not answer',
  'state.refused': 'The main box turned this one away',
  follows: 'It follows {site} at {url}.',
  lost: 'If it took over now, what happened after {time} would be lost ({age} ago). Numbers go on behind a gap, so that none is given twice.',
  lostNothing: 'It has everything that the main box has.',
  lostUnknown: 'The last good copy is from {time}, by the main box’s clock. What happened after it would be lost.',
  noCopy: 'There is no copy to take over with yet.',
  problem: 'Last try: {why}',
  minutes: '{n} min',
  seconds: '{n} s',
  takeOver: 'Take over',
  takeOverWhy:
    'Only when the main box is broken. Pull its plug first: this box cannot see whether the main one still serves people elsewhere, and two boxes would give the same numbers.',
  unplugged: 'The main box is unplugged. I have seen it.',
  username: 'Administrator’s user name',
  password: 'Password',
  doIt: 'Take over now',
  'fault.confirm': 'Pull the main box’s plug, then tick the box.',
  'fault.password': 'The name or the password is not an administrator’s of this hospital.',
  'fault.tries': 'Too many tries. Wait a minute.',
  'fault.copy': 'The copy could not be made a hospital: {why}',
  going: 'This box takes over now. In some seconds this page is the hospital’s.',
  toPatients: 'Go to the hospital’s page',

  adminTitle: 'Second box',
  adminWhy:
    'A second machine in the same network keeps a checked copy of this box, a minute or so old, and can take over by one deed when this one breaks.',
  none: 'None is paired.',
  pair: 'Pair a second box',
  pairAgain: 'Pair another one',
  secret: 'Type this on the second box, once. It is not shown again:',
  how: 'There: npm run spare -- {url}',
  unpair: 'End the pairing',
  heard: 'Last heard: {at}.',
  unheard: 'Not heard since this box started.',
  lastCopy: 'It fetched the copy of {at}.',
  noneFetched: 'It has fetched no copy since this box started.',
  superseded:
    'Another box took over from this one at {at}. This one takes no writes: whatever was done here since is not in the other. Unplug this box. Only if the other one was a mistake: switch it off, then decide here.',
  standUp: 'This box is the right one',
  standUpSure: 'The other box is switched off. This one goes on.',
  unreachable: 'How the second box is could not be asked.',
};
type Word = keyof typeof en;

const hi: Record<Word, string> = {
  title: 'दूसरा बॉक्स',
  'state.new': 'अभी कोई प्रति नहीं',
  'state.following': 'काम सँभालने को तैयार',
  'state.behind': 'प्रति पुरानी है',
  'state.away': 'मुख्य बॉक्स जवाब नहीं देता',
  'state.refused': 'मुख्य बॉक्स ने इसे मना कर दिया',
  follows: 'यह {url} पर {site} की प्रति रखता है।',
  lost: 'अभी काम सँभाले तो {time} के बाद का सब चला जाएगा ({age} पहले)। नंबर कुछ छोड़कर आगे चलेंगे, ताकि कोई दो बार न मिले।',
  lostNothing: 'इसके पास मुख्य बॉक्स का सब कुछ है।',
  lostUnknown: 'आख़िरी सही प्रति मुख्य बॉक्स की घड़ी से {time} की है। उसके बाद का सब चला जाएगा।',
  noCopy: 'काम सँभालने के लिए अभी कोई प्रति नहीं है।',
  problem: 'पिछली कोशिश: {why}',
  minutes: '{n} मिनट',
  seconds: '{n} सेकंड',
  takeOver: 'काम सँभालें',
  takeOverWhy:
    'केवल तब, जब मुख्य बॉक्स ख़राब हो। पहले उसका प्लग निकालें: यह बॉक्स नहीं देख सकता कि मुख्य बॉक्स कहीं और लोगों को नंबर दे रहा है या नहीं, और दो बॉक्स एक ही नंबर देंगे।',
  unplugged: 'मुख्य बॉक्स का प्लग निकला है। मैंने देखा है।',
  username: 'प्रशासक का उपयोगकर्ता नाम',
  password: 'पासवर्ड',
  doIt: 'अभी काम सँभालें',
  'fault.confirm': 'मुख्य बॉक्स का प्लग निकालें, फिर निशान लगाएँ।',
  'fault.password': 'नाम या पासवर्ड इस अस्पताल के प्रशासक का नहीं है।',
  'fault.tries': 'बहुत कोशिशें हुईं। एक मिनट रुकें।',
  'fault.copy': 'प्रति से अस्पताल नहीं बन सका: {why}',
  going: 'यह बॉक्स अब काम सँभाल रहा है। कुछ सेकंड में यही पेज अस्पताल का होगा।',
  toPatients: 'अस्पताल के पेज पर जाएँ',

  adminTitle: 'दूसरा बॉक्स',
  adminWhy:
    'इसी नेटवर्क की दूसरी मशीन इस बॉक्स की जाँची हुई प्रति रखती है, क़रीब एक मिनट पुरानी, और यह ख़राब हो तो एक क़दम में काम सँभाल लेती है।',
  none: 'कोई जुड़ा नहीं।',
  pair: 'दूसरा बॉक्स जोड़ें',
  pairAgain: 'कोई और जोड़ें',
  secret: 'दूसरे बॉक्स पर यह एक बार लिखें। फिर नहीं दिखेगा:',
  how: 'वहाँ चलाएँ: npm run spare -- {url}',
  unpair: 'जोड़ हटाएँ',
  heard: 'आख़िरी बार सुना गया: {at}।',
  unheard: 'इस बॉक्स के चालू होने के बाद से नहीं सुना गया।',
  lastCopy: 'उसने {at} की प्रति ली।',
  noneFetched: 'इस बॉक्स के चालू होने के बाद उसने कोई प्रति नहीं ली।',
  superseded:
    '{at} पर दूसरे बॉक्स ने काम सँभाल लिया। यह कुछ नहीं लिखता: तब से यहाँ जो हुआ वह दूसरे में नहीं है। इस बॉक्स का प्लग निकालें। दूसरा ग़लती से चला हो, तभी: उसे बंद करें, फिर यहाँ तय करें।',
  standUp: 'यही बॉक्स सही है',
  standUpSure: 'दूसरा बॉक्स बंद है। यही आगे चलेगा।',
  unreachable: 'दूसरे बॉक्स का हाल नहीं मिल सका।',
};

export const spareWords: Catalogue<Word> = {en, hi};
export type SpareWord = Word;
