import type {PaperCatalogue} from './paper-languages.ts';

/** The words on a slip, from the browser and from a printer in the network. Short: 58 mm hold some thirty letters a line. */
const en = {
  where: 'Where',
  time: 'Taken',
  ahead: 'Ahead of you',
  scan: 'Scan to watch the line',
  keep: 'Keep this slip. Your number stays yours.',
  demo: 'Demo: not a real number',
  test: 'Test print',
  testMore: 'If you can read this and the code below, the printer is ready.',
};

const hi: Record<keyof typeof en, string> = {
  where: 'कहाँ',
  time: 'समय',
  ahead: 'आपसे आगे',
  scan: 'कतार देखने के लिए स्कैन करें',
  keep: 'पर्ची संभाल कर रखें। नंबर आपका ही रहेगा।',
  demo: 'डेमो: असली नंबर नहीं',
  test: 'जाँच के लिए छपाई',
  testMore: 'यह और नीचे का कोड पढ़ा जा सके, तो प्रिंटर तैयार है।',
};

const mr: Record<keyof typeof en, string> = {
  where: 'कुठे',
  time: 'वेळ',
  ahead: 'तुमच्या पुढे',
  scan: 'रांग पाहण्यासाठी स्कॅन करा',
  keep: 'ही चिठ्ठी जपून ठेवा. नंबर तुमचाच राहील.',
  demo: 'डेमो: खरा नंबर नाही',
  test: 'चाचणी छपाई',
  testMore: 'हे आणि खालचा कोड वाचता आला, तर प्रिंटर तयार आहे.',
};

const bn: Record<keyof typeof en, string> = {
  where: 'কোথায়',
  time: 'সময়',
  ahead: 'আপনার আগে',
  scan: 'লাইন দেখতে স্ক্যান করুন',
  keep: 'এই স্লিপটি রেখে দিন। নম্বরটি আপনারই থাকবে।',
  demo: 'ডেমো: আসল নম্বর নয়',
  test: 'পরীক্ষামূলক ছাপা',
  testMore: 'এটি ও নিচের কোড পড়া গেলে প্রিন্টার তৈরি।',
};

const ta: Record<keyof typeof en, string> = {
  where: 'எங்கே',
  time: 'நேரம்',
  ahead: 'உங்களுக்கு முன்',
  scan: 'வரிசையைப் பார்க்க ஸ்கேன் செய்யவும்',
  keep: 'இந்தச் சீட்டை வைத்திருங்கள். எண் உங்களுடையதே.',
  demo: 'டெமோ: உண்மையான எண் அல்ல',
  test: 'சோதனை அச்சு',
  testMore: 'இதையும் கீழே உள்ள குறியீட்டையும் படிக்க முடிந்தால் அச்சுப்பொறி தயார்.',
};

export const slipWords = {en, hi, mr, bn, ta} satisfies PaperCatalogue<keyof typeof en>;
