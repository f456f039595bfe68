/** A name as it is searched: lower case, without accents and doubled spaces, so that "Sunītā  Devi" is found by "sunita d". */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
