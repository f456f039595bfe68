/** What waits while the box cannot be reached, and a new version of the screens. */
const en = {
  unsentTitle: 'Not sent yet',
  'unsent.tokens': 'New number · {queue}',
  'unsent.tokensFor': 'New number for {name} · {queue}',
  'unsent.lane': 'Other lane for {number}',
  'unsent.cancel': 'Cancel {number}',
  'unsent.hold': 'Send {number} for tests',
  'unsent.return': '{number} back from tests',
  'unsent.transfer': 'Move {number} to another queue',
  'unsent.restore': 'Put {number} back in line',
  'unsentState.waiting': 'waits for the box, then is sent once',
  'unsentState.sent': 'sent',
  'unsentState.sentNumber': 'sent: {number}',
  'unsentState.refused': 'not done: {why}',
  'unsentState.late': 'too long ago, not sent any more. Look in the list whether it was done.',
  unsentKept: 'The box cannot be reached. This waits and is sent when it is back.',
  unsentGiveUp: 'Do not send',
  newVersion: 'A new version of this screen is ready.',
  loadNow: 'Load it now',
};

const hi: Record<keyof typeof en, string> = {
  unsentTitle: 'अभी भेजा नहीं गया',
  'unsent.tokens': 'नया नंबर · {queue}',
  'unsent.tokensFor': '{name} का नया नंबर · {queue}',
  'unsent.lane': '{number} की श्रेणी बदलें',
  'unsent.cancel': '{number} रद्द करें',
  'unsent.hold': '{number} को जाँच के लिए भेजें',
  'unsent.return': '{number} जाँच से वापस',
  'unsent.transfer': '{number} को दूसरी लाइन में भेजें',
  'unsent.restore': '{number} को लाइन में वापस लें',
  'unsentState.waiting': 'बॉक्स का इंतज़ार है, फिर एक बार भेजा जाएगा',
  'unsentState.sent': 'भेज दिया',
  'unsentState.sentNumber': 'भेज दिया: {number}',
  'unsentState.refused': 'नहीं हुआ: {why}',
  'unsentState.late': 'बहुत देर हो गई, अब नहीं भेजा जाएगा। सूची में देखें कि हुआ या नहीं।',
  unsentKept: 'बॉक्स से संपर्क नहीं है। यह काम रुका है, संपर्क होते ही भेजा जाएगा।',
  unsentGiveUp: 'न भेजें',
  newVersion: 'इस स्क्रीन का नया रूप तैयार है।',
  loadNow: 'अभी खोलें',
};

export const unsentWords = {en, hi};
