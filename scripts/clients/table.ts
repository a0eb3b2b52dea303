import type { Trial } from './trial.ts';

const begin = '<!-- made by `npm run clients`: begin -->';
const end = '<!-- made by `npm run clients`: end -->';

const columns = ['client', 'version', 'endpoint', "model's dialect", 'tried', 'result'] as const;

/** The table of a run in Markdown. Trials that differ only in their subject share a row. */
export function writeTable(trials: readonly Trial[]): string {
  const alike = Map.groupBy(trials, ({ tried: _, ...trial }) => JSON.stringify(trial));
  const rows = [...alike.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [toRow(first, group.map(({ tried }) => tried).join('; '))];
  });
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toRow({ client, version, endpoint, dialect, problem }: Trial, tried: string): string[] {
  const result = problem === null ? 'works' : `**fails:** ${problem}`;
  return [client, version, endpoint, dialect ?? '', tried, result].map(toCell);
}

/** Replaces the text between the markers of a document. Throws if the markers are missing. */
export function placeTable(document: string, table: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`The document has no place for the table: it must have the lines '${begin}' and '${end}'.`);
  return `${document.slice(0, from + begin.length)}\n\n${table}\n\n${document.slice(to)}`;
}

function toCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
