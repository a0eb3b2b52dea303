import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

/** A model of the price list. */
export type ListedModel = {
  /** Display name. */
  name: string;
  /** Tokens. Null if the list does not state it. */
  contextWindow: number | null;
  /** US dollars per million tokens of input and output, as text: `2.5 / 10`. Null if there is no price by token. */
  price: string | null;
};

/** The price list by model id (`openai/gpt-4o`), for the providers whose models are all listed. */
export type ListedModels = ReadonlyMap<string, ListedModel>;

/** The prices of the last refresh by model id. They show which models are new and which prices changed. */
export type KnownPrices = Readonly<Record<string, string | null>>;

/** One line of the report. Null: nothing before, or nothing after. */
export type CatalogChange = { path: string; before: string | null; after: string | null };

/** A smaller relative difference of windows counts as rounding. */
const rounding = 0.05;

/**
 * Updates a policy's facts from the price list: windows, and stated prices that the list now has. New models of the
 * list are added, switched off. Comments and order stay. A second refresh changes nothing.
 */
export function refreshPolicy(
  text: string,
  listed: ListedModels,
  known: KnownPrices,
): { text: string; changes: readonly CatalogChange[] } {
  const changes: CatalogChange[] = [];
  const edits: Edit[] = [];
  const models = parseDocument(text, { merge: true }).get('models');
  for (const { key: provider, value: ofProvider, end } of entriesOf(models)) {
    const written = new Set<string>();
    for (const { key: name, value } of entriesOf(ofProvider)) {
      const upstreamName = isMap(value) ? value.get('upstream_name') : undefined;
      written.add(name).add(String(upstreamName ?? name));
      const fact = listed.get(`${provider}/${upstreamName ?? name}`);
      if (fact !== undefined && isMap(value))
        refreshModel(`${provider}/${name}`, value, fact, { text, edits, changes });
    }
    for (const [id, { name, contextWindow }] of listed) {
      const bare = id.slice(provider.length + 1);
      if (!id.startsWith(`${provider}/`) || written.has(bare) || Object.hasOwn(known, id)) continue;
      edits.push({ start: end, end, text: newEntry(bare, name, contextWindow) });
      changes.push({ path: id, before: null, after: 'a new model, switched off' });
    }
  }
  for (const [id, { price }] of listed) {
    const before = known[id];
    if (before !== undefined && before !== price) changes.push({ path: `${id}.price`, before, after: price });
  }
  return { text: applied(text, edits), changes };
}

type Edit = { start: number; end: number; text: string };
type Work = { text: string; edits: Edit[]; changes: CatalogChange[] };

function refreshModel(id: string, entry: YAMLMap, fact: ListedModel, { text, edits, changes }: Work): void {
  const window = entry.get('context_window', true);
  if (fact.contextWindow !== null && isScalar<number>(window) && window.range) {
    const { value, range } = window;
    if (Math.abs(fact.contextWindow / value - 1) > rounding) {
      edits.push({ start: range[0], end: range[1], text: String(fact.contextWindow) });
      changes.push({ path: `${id}.context_window`, before: String(value), after: String(fact.contextWindow) });
    }
  }
  const price = entry.items.find(({ key }) => isScalar(key) && key.value === 'price');
  if (price !== undefined && fact.price !== null) {
    edits.push({ ...linesOf(text, price), text: '' });
    changes.push({ path: `${id}.price`, before: 'stated', after: `of the list: ${fact.price}` });
  }
}

/** The whole lines of a pair. */
function linesOf(text: string, { key, value }: Pair): { start: number; end: number } {
  const first = rangeOf(key)?.[0] ?? 0;
  const last = rangeOf(value)?.[1] ?? first;
  const end = text.indexOf('\n', last - 1);
  return { start: text.lastIndexOf('\n', first) + 1, end: end === -1 ? text.length : end + 1 };
}

function rangeOf(node: unknown): readonly [number, number, number] | null {
  return (node as { range?: readonly [number, number, number] | null } | null)?.range ?? null;
}

/** `end`: the start of the line after the key. */
function entriesOf(node: unknown): { key: string; value: unknown; end: number }[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) =>
    isScalar(key) ? [{ key: String(key.value), value, end: (rangeOf(key)?.[1] ?? 0) + ':\n'.length }] : [],
  );
}

function newEntry(name: string, displayName: string, contextWindow: number | null): string {
  const key = /^[\w./-]+$/.test(name) ? name : JSON.stringify(name);
  const window = contextWindow === null ? '' : `      context_window: ${contextWindow}\n`;
  return `    ${key}:\n      display_name: ${JSON.stringify(displayName)}\n${window}      active: false # new in the price list: rate it, then switch it on\n\n`;
}

function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const edit of edits.toSorted((left, right) => right.start - left.start)) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}
