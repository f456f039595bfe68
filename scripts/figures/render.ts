import type {KeptFigure} from './record.ts';

/** docs/figures.md from the rows that were measured. */
export function render(figures: readonly KeptFigure[]): string {
  const machines = [...new Set(figures.map(({machine}) => machine))];
  const mark = (one: KeptFigure) =>
    `${one.at.slice(0, 10)}, ${one.commit}${machines.length > 1 ? `, machine ${machines.indexOf(one.machine) + 1}` : ''}`;
  const table = figures.map(
    (one) =>
      `| ${one.id} | ${cell(one.what)} | ${cell(one.baseline ?? '–')} | ${cell(one.measured)} | ${cell(one.reach)} | ${verdict(one)} | ${mark(one)} |`,
  );
  return `# Figures

Measured, not believed. Written by \`npm run bench\`, \`npm run faults\`, \`npm run fuzz\`, \`npm run soak\` and \`npm run travel\`, never by hand. Ratios
compare with a baseline that ran in the same call on the same machine; absolute figures are for orientation only. A commit with
a \`+\` had changes that were not yet committed.

${machines.map((machine, index) => `${machines.length > 1 ? `Machine ${index + 1}: ` : 'Machine: '}${machine}`).join('\n\n')}

| row | what | against | measured | reach | | when, commit |
| --- | --- | --- | --- | --- | --- | --- |
${table.join('\n')}

${figures
  .filter(({notes}) => notes.length > 0)
  .map(({id, what, notes}) => `## ${id} ${what}\n\n${notes.map((note) => `- ${note}`).join('\n')}`)
  .join('\n\n')}
`;
}

function verdict({reached}: KeptFigure): string {
  if (reached === null) return 'not run';
  return reached ? 'reached' : '**missed**';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
