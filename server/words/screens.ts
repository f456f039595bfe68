/** The screens' names, as they stand under an icon on somebody's desktop. */
const en = {
  desk: 'Baari Desk',
  doctor: 'Baari Doctor',
  admin: 'Baari Admin',
  board: 'Baari Board',
  kiosk: 'Baari Kiosk',
};
const hi: Record<keyof typeof en, string> = {
  desk: 'बारी डेस्क',
  doctor: 'बारी डॉक्टर',
  admin: 'बारी प्रबंधन',
  board: 'बारी बोर्ड',
  kiosk: 'बारी कियोस्क',
};

export const screenWords = {en, hi};
