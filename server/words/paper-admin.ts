/** Slip printers and posters, as an administrator sets them up. */
const en = {
  wholeHouse: 'The whole hospital',
  allPosters: 'Print all posters',
  noWifi: 'No Wi-Fi code is on the posters: set the patients’ Wi-Fi in Settings.',
  printers: 'Slip printers in the network',
  printersHint:
    'ESC/POS, port 9100, with a fixed address of this network. Without one, desks print through the browser.',
  name: 'Name',
  address: 'Address',
  paper: 'Paper',
  mm: '{n} mm',
  add: 'Add printer',
  test: 'Test print',
  tested: '{name}: sent. Look at the printer.',
  testedWell: '{name}: printed.',
  remove: 'Remove',
  removed: '{name}: removed',
  none: 'No printer yet.',
  badAddress: 'The address must be one of this network, such as 192.168.1.50.',
};

const hi: Record<keyof typeof en, string> = {
  wholeHouse: 'पूरा अस्पताल',
  allPosters: 'सारे पोस्टर छापें',
  noWifi: 'पोस्टर पर Wi-Fi का कोड नहीं है: सेटिंग में मरीज़ों का Wi-Fi लिखें।',
  printers: 'नेटवर्क के पर्ची प्रिंटर',
  printersHint: 'ESC/POS, पोर्ट 9100, इसी नेटवर्क का पक्का पता। इसके बिना काउंटर ब्राउज़र से छापता है।',
  name: 'नाम',
  address: 'पता',
  paper: 'काग़ज़',
  mm: '{n} मिमी',
  add: 'प्रिंटर जोड़ें',
  test: 'जाँच छपाई',
  tested: '{name}: भेज दिया। प्रिंटर देख लें।',
  testedWell: '{name}: छप गया।',
  remove: 'हटाएँ',
  removed: '{name}: हटाया गया',
  none: 'अभी कोई प्रिंटर नहीं है।',
  badAddress: 'पता इसी नेटवर्क का होना चाहिए, जैसे 192.168.1.50।',
};

export const paperAdminWords = {en, hi};
