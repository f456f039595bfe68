import type {Catalogue} from './say.ts';

/** The page /certificate, for whoever sets up a staff PC. */
const en = {
  title: 'Secure sign-in for staff PCs',
  intro:
    'On a PC of the hospital, staff sign in over an encrypted line. So that the PC trusts this box, install the box’s certificate on it once. Patients’ phones need nothing of this.',
  getFile: 'Get the certificate',
  fingerprint: 'Compare before you trust it',
  fingerprintWhy:
    'The administrator sees the same numbers on the box itself (npm run certificate). If they differ, stop: somebody may stand between this PC and the box.',
  'windows.title': 'Windows (Edge, Chrome)',
  'windows.steps':
    'Open the file. Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities.',
  'firefox.title': 'Firefox',
  'firefox.steps':
    'Settings → Privacy & Security → Certificates → View Certificates → Authorities → Import. Tick “Trust this CA to identify websites”.',
  'chromium.title': 'Chromium on Linux',
  'chromium.steps': 'Settings → Privacy and security → Security → Manage certificates → Local certificates → Import.',
  'android.title': 'Android tablet of the staff',
  'android.steps':
    'Settings → Security → Encryption & credentials → Install a certificate → CA certificate. The file must be on the tablet.',
  done: 'Then close the browser, open it again and go to {address}.',
  none: 'This box has no certificate of its own. Where the hospital has another one, the administrator knows how PCs trust it.',
  until: 'It holds until {date}.',
  limits:
    'It only counts for this box’s names and for addresses inside buildings. With it nobody can pose as a bank or a mail service.',
};
type Word = keyof typeof en;

const hi: Record<Word, string> = {
  title: 'कर्मचारियों के पीसी पर सुरक्षित साइन-इन',
  intro:
    'अस्पताल के पीसी पर कर्मचारी एन्क्रिप्टेड लाइन से साइन-इन करते हैं। पीसी इस बॉक्स पर भरोसा करे, इसके लिए उस पर बॉक्स का प्रमाणपत्र एक बार लगाएँ। मरीज़ों के फ़ोन को इसकी ज़रूरत नहीं।',
  getFile: 'प्रमाणपत्र लें',
  fingerprint: 'भरोसा करने से पहले मिलाएँ',
  fingerprintWhy:
    'यही अंक प्रशासक को बॉक्स पर दिखते हैं (npm run certificate)। न मिलें तो रुक जाएँ: पीसी और बॉक्स के बीच कोई और हो सकता है।',
  'windows.title': 'Windows (Edge, Chrome) में',
  'windows.steps':
    'फ़ाइल खोलें। Install Certificate → Local Machine → Place all certificates in the following store → Trusted Root Certification Authorities चुनें।',
  'firefox.title': 'Firefox में',
  'firefox.steps':
    'Settings → Privacy & Security → Certificates → View Certificates → Authorities → Import खोलें। “Trust this CA to identify websites” पर निशान लगाएँ।',
  'chromium.title': 'Linux पर Chromium में',
  'chromium.steps':
    'Settings → Privacy and security → Security → Manage certificates → Local certificates → Import खोलें।',
  'android.title': 'कर्मचारियों के Android टैबलेट पर',
  'android.steps':
    'Settings → Security → Encryption & credentials → Install a certificate → CA certificate खोलें। फ़ाइल टैबलेट पर होनी चाहिए।',
  done: 'फिर ब्राउज़र बंद करके दोबारा खोलें और {address} पर जाएँ।',
  none: 'इस बॉक्स का अपना प्रमाणपत्र नहीं है। अस्पताल का कोई दूसरा हो तो प्रशासक जानते हैं कि पीसी उस पर भरोसा कैसे करें।',
  until: 'यह {date} तक चलेगा।',
  limits: 'यह केवल इस बॉक्स के नामों और इमारत के भीतर के पतों के लिए है। इससे कोई बैंक या मेल सेवा बनकर धोखा नहीं दे सकता।',
};

export const certificatePageWords: Catalogue<Word> = {en, hi};
