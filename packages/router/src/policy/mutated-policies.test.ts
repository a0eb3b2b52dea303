// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { readFileSync } from 'node:fs';
import { vendors } from '@penstock/providers';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildCatalog } from '../catalog/build-catalog.ts';
import { routingRulesOf } from '../plan/routing-rules.ts';
import { buildRulesIndex } from '../plan/rules-index.ts';
import { diffPolicies } from './diff/diff-policies.ts';
import { parsePolicy } from './parse-policy.ts';

const whole = readFileSync(new URL('../../../../config/model_policies.yml', import.meta.url), 'utf8');
const known = Object.values(vendors);

/**
 * An excerpt of the default policy with every kind of setting, because ten thousand reads of the whole policy take
 * hours.
 */
const excerpt = excerptOf(whole);

function excerptOf(text: string): string {
  const { models, routing_rules: rules, ...rest } = parse(text);
  const kept = withEverySetting(models);
  const ids = Object.entries(kept).flatMap(([id, ofProvider]) =>
    Object.keys(ofProvider).map((name) => `${id}/${name}`),
  );
  const [description] = Object.values<{ description: string }>(rules.chains).map((chain) => chain.description);
  const routing = {
    ...rules,
    default_model: ids[0],
    fallback_chain: ids,
    chains: { ALL: { description, models: ids } },
    task_preferences: { code_generation: ids, chat: 'ALL' },
  };
  return stringify(shortened({ ...rest, models: kept, routing_rules: routing }));
}

type Models = Record<string, Record<string, Record<string, unknown>>>;

/**
 * By provider, the models with a setting that no earlier model has. They keep only those settings and the first ones.
 */
function withEverySetting(models: Models): Models {
  const seen = new Set<string>();
  const kept: Models = {};
  for (const [id, ofProvider] of Object.entries(models)) {
    for (const [name, settings] of Object.entries(ofProvider)) {
      const fresh = Object.entries(settings).filter(([key]) => !seen.has(key));
      if (fresh.length === 0) continue;
      for (const [key] of fresh) seen.add(key);
      kept[id] = { ...kept[id], [name]: Object.fromEntries(fresh) };
    }
  }
  return kept;
}

/** The same with two items of each list. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shortened(member)]));
}

/** Numbers from 0 up to, not including, `below`. The same in every run (mulberry32). */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  '-1',
  '0',
  '1e400',
  'null',
  '[]',
  '{}',
  '~',
  '*a',
  '&a ',
  '<<: ',
  '? ',
  '- ',
  ': ',
  '"',
  "'",
  '|',
  '\t',
  '\n',
  '# ',
  '!!binary ',
  '\u0000',
  '\ud800',
  '${A_KEY}',
  '${',
  '}',
  'openai',
  'true',
  '.nan',
  '---\n',
];

function mutate(text: string, roll: (below: number) => number): string {
  let changed = text;
  for (let times = 1 + roll(3); times > 0; times--) {
    const at = roll(changed.length + 1);
    const end = Math.min(changed.length, at + roll(40));
    const piece = pieces[roll(pieces.length)] ?? '';
    const line = changed.lastIndexOf('\n', at) + 1;
    const edits = [
      () => changed.slice(0, at) + changed.slice(end),
      () => changed.slice(0, at) + piece + changed.slice(at),
      () => changed.slice(0, at) + piece + changed.slice(end),
      () => changed.slice(0, line) + changed.slice(line).replace(/^(\s*[^:\n]+: ).*$/m, `$1${piece}`),
      () => changed.slice(0, line) + ' '.repeat(1 + roll(4)) + changed.slice(line),
      () => changed.slice(0, end) + changed.slice(at, end) + changed.slice(end),
      () => changed.slice(0, at),
    ];
    changed = edits[roll(edits.length)]?.() ?? changed;
  }
  return changed;
}

/** Whether a text was accepted. A refusal must have a place and a reason. */
function judge(text: string, builds = true): boolean {
  const parsed = parsePolicy(text, { fileName: 'p', environment: {}, vendors: known, refusesSecrets: true });
  if (!parsed.ok) {
    if (parsed.issues.length === 0) throw new Error(`Refused without a reason:\n${text}`);
    for (const { line, column, message } of parsed.issues) {
      if (!(line >= 1 && column >= 1 && message.length > 0)) throw new Error(`No place or reason: ${message}\n${text}`);
    }
    return false;
  }
  if (!builds) return true;
  const sources = { policy: parsed.policy, vendors: known, overrides: [], environment: {}, sandbox: null, nowMs: 0 };
  buildRulesIndex(buildCatalog(sources), routingRulesOf(parsed.policy));
  return true;
}

test.each([
  ['an excerpt of the default policy', excerpt, 9_980],
  ['the whole default policy', whole, 40],
])(
  '%s, changed at random, is refused with a place and a reason, or can be used',
  { timeout: 300_000 },
  (_, text, count) => {
    const roll = createDice(20_261_129);
    expect(judge(text)).toBe(true);
    let accepted = 0;
    for (let at = 0; at < count; at++) {
      const mutated = mutate(text, roll);
      // Building a catalog takes longer than reading.
      if (judge(mutated, at % 20 === 0)) accepted += 1;
      if (at % 100 === 0) diffPolicies(text, mutated);
    }
    // Some texts must be accepted, and some refused.
    expect(accepted).toBeGreaterThan(count / 50);
    expect(accepted).toBeLessThan(count);
  },
);
