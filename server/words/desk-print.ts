/** The slip printer of one desk. */
const en = {
  printSlip: 'Print the slip',
  paper: 'Paper',
  paperMm: '{n} mm',
  slipFrame: 'Slip for the printer',
  paperLow: 'The slip printer’s roll is nearly at its end.',
  printUnknown: 'The box did not say whether it printed. Look at the printer before you print again.',
  popupBlocked: 'The browser held back the slip’s window. Allow pop-ups for this page, then print again.',
};

const hi: Record<keyof typeof en, string> = {
  printSlip: 'पर्ची छापें',
  paper: 'काग़ज़',
  paperMm: '{n} मिमी',
  slipFrame: 'प्रिंटर के लिए पर्ची',
  paperLow: 'पर्ची के प्रिंटर का रोल ख़त्म होने वाला है।',
  printUnknown: 'पता नहीं चला कि पर्ची छपी या नहीं। दोबारा छापने से पहले प्रिंटर देख लें।',
  popupBlocked: 'ब्राउज़र ने पर्ची की खिड़की रोक दी। इस पेज के लिए पॉप-अप की अनुमति दें, फिर छापें।',
};

export const deskPrintWords = {en, hi};
