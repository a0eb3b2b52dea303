import type { Trial } from './trial.ts';

const begin = '<!-- made by `npm run clients`: begin -->';
const end = '<!-- made by `npm run clients`: end -->';

const columns = ['client', 'version', 'endpoint', "model's dialect", 'tried', 'result'] as const;

/** The table of a run in Markdown, a row for each trial. */
export function writeTable(trials: readonly Trial[]): string {
  const rows = trials.map(({ client, version, endpoint, dialect, tried, problem }) =>
    [client, version, endpoint, dialect ?? '', tried, problem === null ? 'works' : `fails: ${problem}`].map(toCell),
  );
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Replaces what stands between the markers of a document. Throws where it lacks them. */
export function placeTable(document: string, table: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`The document has no place for the table: it must have the lines '${begin}' and '${end}'.`);
  return `${document.slice(0, from + begin.length)}\n\n${table}\n\n${document.slice(to)}`;
}

function toCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
