import type {PaperCatalogue} from './paper-languages.ts';

/** Few words, under pictures: a poster is read from two metres by somebody who is ill. */
const en = {
  title: 'Your place in line, on your phone',
  step1: 'Join this Wi-Fi',
  step1Plain: 'Join the hospital’s Wi-Fi',
  step2: 'Scan with the camera',
  step3: 'Take a number',
  password: 'Password',
  address: 'Or type this address:',
  noInternet: 'Phone says “no internet”? Stay connected: it works without.',
  noPhone: 'No phone? Ask at the desk. You get the same number on paper.',
  allQueues: 'All departments',
};

const hi: Record<keyof typeof en, string> = {
  title: 'कतार में आपकी जगह, आपके फ़ोन पर',
  step1: 'इस Wi-Fi से जुड़ें',
  step1Plain: 'अस्पताल के Wi-Fi से जुड़ें',
  step2: 'कैमरे से स्कैन करें',
  step3: 'नंबर लें',
  password: 'पासवर्ड',
  address: 'या यह पता लिखें:',
  noInternet: 'फ़ोन कहे “इंटरनेट नहीं”? जुड़े रहें: इसके बिना भी चलता है।',
  noPhone: 'फ़ोन नहीं है? काउंटर पर कहें। वही नंबर काग़ज़ पर मिलेगा।',
  allQueues: 'सभी विभाग',
};

const mr: Record<keyof typeof en, string> = {
  title: 'रांगेतील तुमची जागा, तुमच्या फोनवर',
  step1: 'या Wi-Fi ला जोडा',
  step1Plain: 'रुग्णालयाच्या Wi-Fi ला जोडा',
  step2: 'कॅमेऱ्याने स्कॅन करा',
  step3: 'नंबर घ्या',
  password: 'पासवर्ड',
  address: 'किंवा हा पत्ता लिहा:',
  noInternet: 'फोन “इंटरनेट नाही” म्हणतो? जोडलेले राहा: त्याशिवाय चालते.',
  noPhone: 'फोन नाही? काउंटरवर सांगा. तोच नंबर कागदावर मिळेल.',
  allQueues: 'सर्व विभाग',
};

const bn: Record<keyof typeof en, string> = {
  title: 'লাইনে আপনার জায়গা, আপনার ফোনে',
  step1: 'এই Wi-Fi-তে যুক্ত হোন',
  step1Plain: 'হাসপাতালের Wi-Fi-তে যুক্ত হোন',
  step2: 'ক্যামেরা দিয়ে স্ক্যান করুন',
  step3: 'নম্বর নিন',
  password: 'পাসওয়ার্ড',
  address: 'অথবা এই ঠিকানা লিখুন:',
  noInternet: 'ফোনে “ইন্টারনেট নেই” লেখা? যুক্ত থাকুন: ছাড়াই চলে।',
  noPhone: 'ফোন নেই? কাউন্টারে বলুন। একই নম্বর কাগজে পাবেন।',
  allQueues: 'সব বিভাগ',
};

const ta: Record<keyof typeof en, string> = {
  title: 'வரிசையில் உங்கள் இடம், உங்கள் போனில்',
  step1: 'இந்த Wi-Fi-இல் இணையுங்கள்',
  step1Plain: 'மருத்துவமனை Wi-Fi-இல் இணையுங்கள்',
  step2: 'கேமராவால் ஸ்கேன் செய்யுங்கள்',
  step3: 'எண்ணைப் பெறுங்கள்',
  password: 'கடவுச்சொல்',
  address: 'அல்லது இந்த முகவரியை எழுதுங்கள்:',
  noInternet: 'போன் “இணையம் இல்லை” என்கிறதா? இணைப்பில் இருங்கள்: அது இல்லாமலே இயங்கும்.',
  noPhone: 'போன் இல்லையா? கவுண்டரில் கேளுங்கள். அதே எண் காகிதத்தில் கிடைக்கும்.',
  allQueues: 'அனைத்துப் பிரிவுகள்',
};

export const posterWords = {en, hi, mr, bn, ta} satisfies PaperCatalogue<keyof typeof en>;
