const usualZone = 'Asia/Kolkata';
/** Browsers still say some cities by the names they had. */
const newNames: Record<string, string> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
};

/** Where this browser thinks it is; a device that was never told (UTC) stands most likely in India. */
export function guessedZone(): string {
  const said = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  return said === '' || said === 'UTC' || said.startsWith('Etc/') ? usualZone : (newNames[said] ?? said);
}

/** Every zone that this browser knows; old ones know none, and there the name is typed. */
export function zones(): string[] {
  const list = (Intl as {supportedValuesOf?: (kind: string) => string[]}).supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([usualZone, ...list.map((zone) => newNames[zone] ?? zone)])].sort();
}

/** A typed city or zone as its full name: `kolkata`, `Asia/kolkata`. Null: no such place, or several. */
export function zoneOf(typed: string, known: readonly string[] = zones()): string | null {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, '_');
  if (wanted === '') return null;
  const exact = known.find((zone) => zone.toLowerCase() === wanted);
  if (exact) return exact;
  const cities = known.filter((zone) => zone.toLowerCase().split('/').pop() === wanted);
  if (cities.length === 1) return cities[0]!;
  return timeIn(typed.trim()) === null ? null : typed.trim();
}

/** The time of day in a zone as HH:MM; null where there is no such zone. */
export function timeIn(zone: string, at = new Date()): string | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false}).format(
      at,
    );
  } catch {
    return null;
  }
}
