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

/** The default policy with a tenth of its models, since reading the whole takes longer than ten thousand tests may. */
const slice = sliceOf(whole);

function sliceOf(text: string): string {
  const { models, routing_rules: rules, ...rest } = parse(text);
  const kept = Object.entries(models as Record<string, Record<string, unknown>>).slice(0, 3);
  const few = kept.map(([id, ofProvider]) => [id, Object.fromEntries(Object.entries(ofProvider).slice(0, 2))] as const);
  const ids = few.flatMap(([id, ofProvider]) => Object.keys(ofProvider).map((name) => `${id}/${name}`));
  const routing = {
    ...rules,
    default_model: ids[0],
    fallback_chain: ids,
    chains: { ALL: ids },
    task_preferences: { code: ids },
  };
  return stringify({ ...rest, models: Object.fromEntries(few), routing_rules: routing });
}

/** Numbers from 0 up to `below`, the same in every run (mulberry32). */
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

/** Whether a text was accepted; a refused one must say where and why. */
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
  ['a tenth of the default policy', slice, 9_960],
  ['the whole default policy', whole, 40],
])(
  '%s, changed at random, is refused with a place and a reason, or can be used',
  { timeout: 600_000 },
  (_, text, count) => {
    const roll = createDice(20_261_129);
    expect(judge(text)).toBe(true);
    let accepted = 0;
    for (let at = 0; at < count; at++) {
      const mutated = mutate(text, roll);
      // A catalog takes longer than reading.
      if (judge(mutated, at % 20 === 0)) accepted += 1;
      if (at % 100 === 0) diffPolicies(text, mutated);
    }
    // Both ends are reached.
    expect(accepted).toBeGreaterThan(count / 50);
    expect(accepted).toBeLessThan(count);
  },
);
