import type {Catalogue} from './say.ts';

/** How the box stands with its cloud: what is wrong, since when, and when it tries again. */
const en = {
  cloud: 'Cloud',
  siteId: 'This box’s name there',
  siteIdWhy: 'whoever keeps the cloud asks for it',
  lastSynced: 'Last confirmed by the cloud',
  never: 'not since the box was started',
  lag: 'Waiting to be sent',
  'lag.none': 'nothing',
  'lag.since': 'changes of the last {time}',
  problem: 'What keeps it',
  'problem.unreachable': 'The cloud cannot be reached. Look at the internet line.',
  'problem.tls': 'The cloud’s certificate is not the right one. Nothing was sent.',
  'problem.password': 'The cloud does not know this box’s password.',
  'problem.no-tables': 'The cloud has no tables for this. Whoever keeps it runs npm run cloud:migrate.',
  'problem.no-right':
    'The cloud gives this box no right to its own rows. Whoever keeps it runs npm run cloud:migrate with this box’s name.',
  'problem.busy': 'The cloud is full, or it is starting.',
  'problem.slow': 'The cloud answers too slowly.',
  'problem.backwards':
    'The cloud already has later figures of this hospital: another copy of this box was ahead. Only one may go on; restore this one from its newest backup, or switch it off.',
  'problem.superseded': 'Another box has taken this one’s place. Switch this one off.',
  'problem.other-box':
    'Another box sends as this hospital. Only one may go on: switch the copy off, or restore it from a backup so that it begins anew.',
  'problem.fault': 'A fault without a name. The log has its code.',
  tries: 'Tried',
  'tries.n': '{n} times since {since}',
  nextTry: 'Next try',
  rival: 'A second box as this hospital',
  'rival.at': 'was turned away, last at {at}. Find it and switch it off.',
  wentBack: 'The cloud had lost figures',
  'wentBack.at': 'and was filled again at {at}',
};
export type AdminCloudWord = keyof typeof en;

const hi: Record<AdminCloudWord, string> = {
  cloud: 'क्लाउड',
  siteId: 'वहाँ इस बॉक्स का नाम',
  siteIdWhy: 'क्लाउड संभालने वाले इसे पूछते हैं',
  lastSynced: 'क्लाउड ने पिछली बार पक्का किया',
  never: 'बॉक्स शुरू होने के बाद अभी तक नहीं',
  lag: 'भेजना बाक़ी',
  'lag.none': 'कुछ नहीं',
  'lag.since': 'पिछले {time} के बदलाव',
  problem: 'किस वजह से रुका है',
  'problem.unreachable': 'क्लाउड तक नहीं पहुँचा जा सका। इंटरनेट देखें।',
  'problem.tls': 'क्लाउड का सर्टिफ़िकेट सही नहीं है। कुछ नहीं भेजा गया।',
  'problem.password': 'क्लाउड इस बॉक्स का पासवर्ड नहीं पहचानता।',
  'problem.no-tables': 'क्लाउड में इसके लिए टेबल नहीं हैं। उसे संभालने वाले npm run cloud:migrate चलाएँ।',
  'problem.no-right':
    'क्लाउड इस बॉक्स को अपने आँकड़े लिखने का अधिकार नहीं देता। उसे संभालने वाले इस बॉक्स के नाम के साथ npm run cloud:migrate चलाएँ।',
  'problem.busy': 'क्लाउड भरा है, या अभी शुरू हो रहा है।',
  'problem.slow': 'क्लाउड बहुत धीरे जवाब देता है।',
  'problem.backwards':
    'क्लाउड के पास इस अस्पताल के बाद के आँकड़े पहले से हैं: इस बॉक्स की दूसरी कॉपी आगे थी। सिर्फ़ एक ही चल सकता है; इसे सबसे नए बैकअप से लौटाएँ, या बंद करें।',
  'problem.superseded': 'इस बॉक्स की जगह दूसरा बॉक्स ले चुका है। इसे बंद करें।',
  'problem.other-box':
    'दूसरा बॉक्स इसी अस्पताल के नाम से भेज रहा है। सिर्फ़ एक ही चल सकता है: कॉपी को बंद करें, या उसे बैकअप से लौटाएँ ताकि वह नए सिरे से शुरू हो।',
  'problem.fault': 'ऐसी ख़राबी जिसका नाम नहीं। लॉग में उसका कोड है।',
  tries: 'कोशिशें',
  'tries.n': '{since} से {n} बार',
  nextTry: 'अगली कोशिश',
  rival: 'इसी अस्पताल के नाम से दूसरा बॉक्स',
  'rival.at': 'मना किया गया, आख़िरी बार {at} को। उसे ढूँढकर बंद करें।',
  wentBack: 'क्लाउड के कुछ आँकड़े खो गए थे',
  'wentBack.at': 'और {at} को फिर भरे गए',
};

export const adminCloudWords: Catalogue<AdminCloudWord> = {en, hi};
