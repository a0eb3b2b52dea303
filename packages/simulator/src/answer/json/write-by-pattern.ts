import { compileLinearPattern } from '@penstock/patterns';
import { LRUCache } from 'lru-cache';
import type { Random } from '../random.ts';
import type { WorkBudget } from './work-budget.ts';

/** Lengths that a schema sets beside its pattern, in characters. */
export type Bounds = { fewest: number; most: number };

const mostTries = 60;
/** The most steps of one try, and the most nested groups. A larger pattern is left unfinished. */
const mostSteps = 20_000;
const deepestGroup = 50;
const stepsPerSign = 4;

/**
 * Text that matches the regular expression. Supports literals, classes, escapes, groups, alternatives and quantifiers;
 * skips look-around and back references. Adds repetitions until the text fits. Null for an invalid expression.
 */
export function writeByPattern(pattern: string, random: Random, bounds: Bounds, budget: WorkBudget): string | null {
  if (!isExpression(pattern)) return null;
  const fits = fitsOf(pattern);
  let text = '';
  for (let tries = 0; tries < mostTries && !budget.isSpent; tries++) {
    const writer = new PatternWriter(pattern, random, tries, Math.min(mostSteps, budget.left));
    text = writer.alternatives();
    budget.spend(stepsPerSign * writer.steps + text.length);
    if (text.length >= bounds.fewest && text.length <= bounds.most && fits(text)) break;
  }
  return text;
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const kept = new LRUCache<string, (text: string) => boolean>({ max: 8 });

/** Cached, because a list has many items. */
function fitsOf(pattern: string): (text: string) => boolean {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const fits = compileTest(pattern);
  kept.set(pattern, fits);
  return fits;
}

/** A pattern that cannot be tested in linear time counts as a match. */
function compileTest(pattern: string): (text: string) => boolean {
  try {
    return compileLinearPattern(pattern).test;
  } catch {
    return () => true;
  }
}

const classes: Readonly<Record<string, string>> = {
  d: '0123456789',
  w: 'abcdefghijklmnopqrstuvwxyz0123456789',
  s: ' ',
  D: 'abcdef',
  W: '-',
  S: 'abcdefghijklmnopqrstuvwxyz',
};
const anything = classes.w ?? '';

/** Walks the expression once and writes the text. */
class PatternWriter {
  readonly #pattern: string;
  readonly #random: Random;
  readonly #extra: number;
  readonly #mostSteps: number;
  #at = 0;
  #depth = 0;
  /** Characters of the pattern read so far. */
  steps = 0;

  constructor(pattern: string, random: Random, extra: number, mostSteps: number) {
    this.#mostSteps = mostSteps;
    this.#pattern = pattern;
    this.#random = random;
    this.#extra = extra;
  }

  alternatives(): string {
    const written = [this.#sequence()];
    while (this.#pattern[this.#at] === '|' && !this.#isOver()) {
      this.#at++;
      written.push(this.#sequence());
    }
    return written[this.#random.integer(0, written.length - 1)] ?? '';
  }

  #sequence(): string {
    let text = '';
    while (!this.#isOver() && this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] ?? '')) {
      const start = this.#at;
      const once = this.#atom();
      const end = this.#at;
      const count = this.#quantifier();
      const after = this.#at;
      if (count > 0) text += once;
      for (let repeat = 1; repeat < count && !this.#isOver(); repeat++) {
        this.#at = start;
        text += this.#atom();
      }
      this.#at = count > 1 ? after : Math.max(after, end);
    }
    return text;
  }

  #isOver(): boolean {
    return this.steps >= this.#mostSteps;
  }

  #atom(): string {
    this.steps++;
    const character = this.#pattern[this.#at++] ?? '';
    switch (character) {
      case '^':
      case '$':
        return '';
      case '.':
        return this.#oneOf(anything);
      case '(':
        return this.#group();
      case '[':
        return this.#oneOf(this.#characterClass());
      case '\\':
        return this.#oneOf(this.#escape());
      default:
        return character;
    }
  }

  #group(): string {
    const special = /^\?(?:<[=!]|[=!]|:|<\w+>)/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
    this.#at += special.length;
    if (++this.#depth > deepestGroup) this.steps = this.#mostSteps;
    const text = this.alternatives();
    this.#depth--;
    this.#at++;
    return /[=!]$/.test(special) ? '' : text;
  }

  #escape(): string {
    const character = this.#pattern[this.#at++] ?? '';
    if (character === 'b' || character === 'B') return '';
    if (character === 'n') return '\n';
    if (character === 't') return '\t';
    if (character === 'p' && this.#pattern[this.#at] === '{') {
      const name = this.#pattern.slice(this.#at + 1, this.#pattern.indexOf('}', this.#at));
      this.#at += name.length + 2;
      return /^Lu|Upper/.test(name) ? 'ABCDEFGHIJ' : /^N/.test(name) ? '0123456789' : 'abcdefghij';
    }
    return classes[character] ?? character;
  }

  #characterClass(): string {
    const isNegated = this.#pattern[this.#at] === '^';
    if (isNegated) this.#at++;
    let members = '';
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') members += this.#classMember();
    this.#at++;
    if (!isNegated) return members;
    return [...`${anything}ABCXYZ-_ .`].filter((character) => !members.includes(character)).join('');
  }

  #classMember(): string {
    this.steps++;
    const first = this.#pattern[this.#at++] ?? '';
    if (first === '\\') return this.#escape();
    const last = this.#pattern[this.#at + 1];
    if (this.#pattern[this.#at] !== '-' || last === undefined || last === ']') return first;
    this.#at += 2;
    const from = first.charCodeAt(0);
    const to = Math.min(last.charCodeAt(0), from + 200);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => String.fromCharCode(from + index)).join('');
  }

  /** The number of repetitions of the atom before it. */
  #quantifier(): number {
    const match = /^(?:([*+?])|\{(\d{1,9})(?:(,)(\d{0,9}))?\})\??/.exec(this.#pattern.slice(this.#at));
    if (match === null) return 1;
    this.#at += match[0].length;
    const [, sign, from, comma, to] = match;
    const fewest = from === undefined ? (sign === '+' ? 1 : 0) : Number(from);
    const open = fewest + 1 + this.#extra;
    const most =
      sign === '?'
        ? 1
        : from === undefined || (comma === ',' && to === '')
          ? open
          : comma === undefined
            ? fewest
            : Number(to);
    return this.#random.integer(fewest, Math.min(most, open));
  }

  #oneOf(characters: string): string {
    return characters === '' ? '' : (characters[this.#random.integer(0, characters.length - 1)] ?? '');
  }
}
