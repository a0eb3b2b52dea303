import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLError,
  YAMLParseError,
} from 'yaml';
import { checkAliases, checkDepth, checkSize, findDuplicateKeys, type StructureProblem } from './check-structure.ts';
import { maskReferences, substitute, unmask, variablesIn } from './environment-reference.ts';
import type { Path } from './path.ts';
import type { ReferenceRules } from './reference-rules.ts';

type Place = { line: number; column: number };

export type PolicySourceOptions = {
  environment: Readonly<Record<string, string | undefined>>;
  /** The allowed variables, and their places. */
  rules: ReferenceRules;
};

/** A policy file as plain data, with the place of each part. */
export type PolicySource = {
  /** With the variables replaced. Undefined if the text is not YAML. */
  data: unknown;
  /** The errors of the YAML itself. */
  problems: readonly (Place & { message: string })[];
  /** Unset variables without a default. Their places hold null. */
  missing: readonly { path: Path; variable: string }[];
  /** Variables that are not allowed at their places, which hold null. One sentence each. */
  refused: readonly { path: Path; message: string }[];
  /** The place of a key or its value. For a missing key, the nearest place above it. */
  locate(path: Path, part: 'key' | 'value'): Place;
  /** The value at a path. Undefined for none. */
  valueAt(path: Path): unknown;
  /** The file's text for a value from the environment. Null for other values. */
  writtenAs(path: Path): string | null;
};

/** Reads YAML, keeps the line of every value, and replaces variables in its texts. */
export function readPolicySource(text: string, options: PolicySourceOptions): PolicySource {
  const tooLarge = checkSize(text);
  const masked = tooLarge === null ? maskReferences(text) : '';
  const lineCounter = new LineCounter();
  const tokens = [...new Parser(lineCounter.addNewLine).parse(masked)];
  const unreadable = tooLarge ?? checkDepth(tokens);
  const document = compose(unreadable === null ? tokens : [], masked.length, lineCounter);
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const found =
    unreadable === null
      ? [...document.errors.map(toProblem), ...findDuplicateKeys(document), ...checkAliases(document)]
      : [unreadable];
  const problems = found.map(({ offset, message }) => ({
    ...(unreadable === null ? place(offset) : placeIn(text, offset)),
    message,
  }));
  // A structure that is nested too deeply cannot be walked.
  const environment = problems.length > 0 ? noEnvironment : putEnvironmentIn(document, options);
  const read = problems.length > 0 ? { data: undefined, problems: [] } : toData(document);
  return {
    data: read.data,
    problems: [...problems, ...read.problems],
    missing: environment.missing,
    refused: environment.refused,
    locate: (path, part) => place(offsetOf(document, path, part)),
    valueAt: (path) => valueAt(read.data, path),
    writtenAs: (path) => environment.written.get(JSON.stringify(path)) ?? null,
  };
}

/** The value at a path of plain data. Undefined for none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The document of a file. */
function compose(tokens: readonly CST.Token[], length: number, lineCounter: LineCounter): Document.Parsed {
  // `findDuplicateKeys` does the work of `uniqueKeys`, which takes quadratic time. A warning would print the text.
  const options = { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false, logLevel: 'error' } as const;
  const [document, second] = new Composer(options).compose(tokens, true, length);
  if (document === undefined) throw new Error('The composer returned no document.');
  if (second !== undefined) {
    const [start, end] = second.range;
    document.errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'The file contains more than one document'));
  }
  return document;
}

function toData(document: Document.Parsed): Pick<PolicySource, 'data' | 'problems'> {
  try {
    // `checkAliases` has counted their values.
    return { data: document.toJS({ maxAliasCount: -1 }), problems: [] };
  } catch {
    const message =
      'The aliases of this file cannot be resolved: an alias after << must name a map, or a list of maps.';
    return { data: undefined, problems: [{ line: 1, column: 1, message }] };
  }
}

/** The place of a character in a text that was not parsed. */
function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The parser's own sentence without its quote from the file, which may contain a key. */
function toProblem(error: YAMLError): StructureProblem {
  const sentence = error.message.replace(/:? ["'`{[].*/s, '').replace(/[.:]$/, '');
  return { offset: error.pos[0], message: `This is not YAML: ${unmask(sentence)}.` };
}

const noEnvironment: ReturnType<typeof putEnvironmentIn> = { missing: [], refused: [], written: new Map() };

/** A text that names variables, and its path below the visited node. */
type Reference = { below: Path; text: string };

/** If aliases insert more references than this at one place, it is a mistake. */
const mostReferences = 1_000;

function putEnvironmentIn(document: Document.Parsed, { environment, rules }: PolicySourceOptions) {
  const missing: { path: Path; variable: string }[] = [];
  const refused: { path: Path; message: string }[] = [];
  const written = new Map<string, string>();
  const references = new ReferenceFinder(document);

  /** Records the variables of one text. False if they are not allowed. */
  const isTaken = (text: string, path: Path): boolean => {
    const reasons = variablesIn(text).map((variable) => rules.refusal(variable, path));
    const reason = reasons.find((one) => one !== null);
    if (reason !== undefined && reason !== null) {
      refused.push({ path, message: reason });
      return false;
    }
    written.set(JSON.stringify(path), text);
    for (const variable of substitute(text, environment).missing) missing.push({ path, variable });
    return true;
  };

  /** Whether the content of an alias is allowed at a path. */
  const mayLand = (alias: unknown, path: Path): boolean => {
    const brought = references.below(alias);
    if (brought.length > mostReferences) {
      refused.push({ path, message: `This alias contains more than ${mostReferences} variables.` });
      return false;
    }
    return brought.every(({ below, text }) => isTaken(text, [...path, ...below]));
  };

  const walk = (node: unknown, path: Path): void => {
    if (isMap(node)) {
      for (const pair of Array.from(node.items)) {
        if (isScalar(pair.key) && typeof pair.key.value === 'string') pair.key.value = unmask(pair.key.value);
        const key = keyOf(pair);
        for (const variable of variablesIn(key)) {
          refused.push({
            path: [...path, key],
            message: `\${${variable}} is not replaced here: keys are read literally.`,
          });
        }
        const here = key === mergeKey ? path : [...path, key];
        if (!isAlias(pair.value)) walk(pair.value, here);
        else if (!mayLand(pair.value, here)) {
          if (key === mergeKey) node.items.splice(node.items.indexOf(pair), 1);
          else pair.value = null;
        }
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        if (!isAlias(item)) walk(item, [...path, index]);
        else if (!mayLand(item, [...path, index])) node.items[index] = null;
      });
    } else if (isScalar(node) && typeof node.value === 'string') {
      const original = unmask(node.value);
      node.value = original;
      if (variablesIn(original).length === 0) return;
      references.remember(node, original);
      const result = isTaken(original, path) ? substitute(original, environment) : null;
      node.value = result === null || result.missing.length > 0 ? null : result.text;
    }
  };
  walk(document.contents, []);
  return { missing, refused, written };
}

/** Finds the references in the content of an alias, even if the variables were already replaced there. */
class ReferenceFinder {
  readonly #document: Document.Parsed;
  readonly #originals = new Map<unknown, string>();
  readonly #found = new Map<unknown, readonly Reference[]>();

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  /** Keeps the text of a node before its replacement. */
  remember(node: unknown, text: string): void {
    this.#originals.set(node, text);
  }

  /** The references below a node, by paths from it. */
  below(node: unknown): readonly Reference[] {
    const known = this.#found.get(node);
    if (known !== undefined) return known;
    // While a node is searched, an alias to itself within it adds nothing.
    this.#found.set(node, []);
    const found = this.#search(node).slice(0, mostReferences + 1);
    this.#found.set(node, found);
    return found;
  }

  #search(node: unknown): readonly Reference[] {
    if (isAlias(node)) return this.below(node.resolve(this.#document));
    if (isMap(node)) {
      return node.items.flatMap((pair) => under(keyOf(pair) === mergeKey ? [] : [keyOf(pair)], this.below(pair.value)));
    }
    if (isSeq(node)) return node.items.flatMap((item, index) => under([index], this.below(item)));
    if (!isScalar(node)) return [];
    const text = this.#originals.get(node) ?? (typeof node.value === 'string' ? unmask(node.value) : '');
    return variablesIn(text).length === 0 ? [] : [{ below: [], text }];
  }
}

function under(keys: Path, references: readonly Reference[]): readonly Reference[] {
  return keys.length === 0 ? references : references.map(({ below, text }) => ({ below: [...keys, ...below], text }));
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const found = step(document, node, key);
    if (found === null) return offset;
    const isLast = depth === path.length - 1;
    const keyOffset = startOf(found.key) ?? startOf(found.value) ?? offset;
    const wantsKey = isLast ? part === 'key' : !isScalar(found.value);
    offset = wantsKey ? keyOffset : (startOf(found.value) ?? keyOffset);
    node = found.value;
  }
  return offset;
}

function step(document: Document.Parsed, node: unknown, key: PropertyKey): { key: unknown; value: unknown } | null {
  if (isAlias(node)) return step(document, node.resolve(document), key);
  if (isSeq(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? null : { key: null, value };
  }
  if (!isMap(node)) return null;
  const own = node.items.find((pair) => keyOf(pair) === String(key));
  if (own !== undefined) return { key: own.key, value: own.value };
  for (const pair of node.items) {
    if (keyOf(pair) !== mergeKey) continue;
    const merged = step(document, pair.value, key);
    if (merged !== null) return merged;
  }
  return null;
}

/** `<<`, which merges the content of an alias. The parser has a symbol for it. */
const mergeKey = '<<';

function keyOf({ key }: Pair): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

function startOf(node: unknown): number | null {
  const range = (node as Node | null | undefined)?.range;
  return range === null || range === undefined ? null : range[0];
}
