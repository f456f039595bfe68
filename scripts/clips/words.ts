import type {Language} from '../../server/words/say.ts';

/** What each sound file of the boards says: its name without `.mp3`, in each language. The names are kiosk-ui/screens/board/clips.ts's. */
export const spoken: Record<Language, Record<string, string>> = {
  en: {
    ...Object.fromEntries(Array.from({length: 20}, (_, number) => [number, String(number)])),
    ...Object.fromEntries([20, 30, 40, 50, 60, 70, 80, 90].map((number) => [number, String(number)])),
    ...letters('A B C D E F G H I J K L M N O P Q R S T U V W X Y Z'),
    hundred: 'hundred',
    thousand: 'thousand',
    and: 'and',
    token: 'Token number',
    please_go_to: 'please go to',
    please_look: 'please look at the screen',
    room: 'room',
    counter: 'counter',
    window: 'window',
    desk: 'desk',
    cabin: 'cabin',
    ward: 'ward',
    chamber: 'chamber',
    laboratory: 'the laboratory',
    xray: 'x ray',
    pharmacy: 'the pharmacy',
    registration: 'registration',
    billing: 'billing',
    vaccination: 'vaccination',
    emergency: 'emergency',
    physiotherapy: 'physiotherapy',
  },
  hi: {
    ...numbers(
      'शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस ' +
        'बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस ' +
        'चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास इक्यावन बावन तिरेपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ ' +
        'साठ इकसठ बासठ तिरेसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी ' +
        'अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे',
    ),
    ...letters('ए बी सी डी ई एफ़ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड'),
    hundred: 'सौ',
    thousand: 'हज़ार',
    token: 'टोकन नंबर',
    please: 'कृपया',
    go_in: 'में जाइए',
    go_at: 'पर जाइए',
    please_look: 'कृपया स्क्रीन देखिए',
    room: 'कमरा नंबर',
    counter: 'काउंटर नंबर',
    window: 'खिड़की नंबर',
    desk: 'डेस्क नंबर',
    cabin: 'केबिन नंबर',
    ward: 'वार्ड नंबर',
    chamber: 'कक्ष नंबर',
    laboratory: 'प्रयोगशाला',
    xray: 'एक्स रे',
    pharmacy: 'दवाख़ाने',
    registration: 'पंजीकरण',
    billing: 'भुगतान काउंटर',
    vaccination: 'टीकाकरण',
    emergency: 'आपातकाल',
    physiotherapy: 'फ़िज़ियोथेरेपी',
  },
};

function letters(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name, index) => [String.fromCharCode(65 + index), name]));
}

function numbers(words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word, number) => [number, word]));
}
