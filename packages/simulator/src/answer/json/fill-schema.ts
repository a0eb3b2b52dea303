import { isRecord, type JsonRecord, listAt, numberAt } from '../../json-value.ts';
import { fillNumber } from './fill-number.ts';
import { fillString } from './fill-string.ts';
import type { Filling, Place } from './filling.ts';
import { resolveSchema } from './resolve-schema.ts';
import type { WorkBudget } from './work-budget.ts';

/** Below this depth optional members are left out, so that recursive schemas end. */
const fullDepth = 4;
const deepest = 40;
const stepsPerValue = 8;

/** A value that fits the JSON schema, with the prompt's words if the schema allows them. */
export function fillSchema(schema: unknown, filling: Filling, place: Place): unknown {
  if (!filling.budget.spend(stepsPerValue)) return null;
  if (place.depth > deepest || !isRecord(schema)) return schema === false ? null : wordFor(filling, place);
  const facts = resolveSchema(schema, filling, place.depth > fullDepth);
  if ('const' in facts) return whole(facts.const, filling);
  const allowed = listAt(facts, 'enum');
  if (allowed.length > 0) return chooseAllowed(allowed, filling);
  switch (readType(facts, place.depth > fullDepth)) {
    case 'object':
      return fillObject(facts, filling, place);
    case 'array':
      return fillArray(facts, filling, place);
    case 'integer':
      return fillNumber(facts, filling, place, true);
    case 'number':
      return fillNumber(facts, filling, place, false);
    case 'boolean':
      return filling.random.next() < 0.7;
    case 'null':
      return null;
    default:
      return fillString(facts, filling, place);
  }
}

function wordFor(filling: Filling, place: Place): string {
  return fillString({}, filling, place);
}

/** The value that the prompt names, else any allowed value. */
function chooseAllowed(allowed: readonly unknown[], filling: Filling): unknown {
  const { subject, random, turn, budget } = filling;
  for (const value of allowed) {
    if (!budget.spend(typeof value === 'string' ? 1 + value.length / 8 : 1)) return null;
  }
  const prompt = ` ${wordsOf(subject.prompt)} `;
  const named = allowed.filter(
    (value) => typeof value === 'string' && value !== '' && prompt.includes(` ${wordsOf(value)} `),
  );
  return whole(named[turn] ?? allowed[random.integer(0, allowed.length - 1)], filling);
}

/** The schema's own value, within the budget. */
function whole(value: unknown, { budget }: Filling): unknown {
  const characters = typeof value === 'object' ? JSON.stringify(value).length : String(value).length;
  return budget.spend(characters) ? value : null;
}

function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

/** The type of a schema, stated or implied by its keywords. */
function readType(schema: JsonRecord, isDeep: boolean): string {
  const { type } = schema;
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) {
    if (isDeep && type.includes('null')) return 'null';
    return String(type.find((name) => name !== 'null') ?? 'null');
  }
  const implied: readonly (readonly [string, readonly string[]])[] = [
    ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties']],
    ['array', ['items', 'prefixItems', 'minItems', 'maxItems', 'contains']],
    ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
  ];
  return implied.find(([, keywords]) => keywords.some((keyword) => keyword in schema))?.[0] ?? 'string';
}

function fillObject(schema: JsonRecord, filling: Filling, { depth }: Place): JsonRecord {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = new Set(listAt(schema, 'required').filter((name): name is string => typeof name === 'string'));
  const names = depth > fullDepth ? [] : Object.keys(properties);
  const members = new Map<string, unknown>();
  for (const name of new Set([...names, ...required])) {
    if (!filling.budget.spend(1 + name.length)) break;
    const member = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
    if (member === false) continue;
    members.set(name, fillSchema(member, filling, { property: name, depth: depth + 1 }));
  }
  const fewest =
    numberAt(schema, 'minProperties') ??
    (members.size === 0 && isRecord(schema.additionalProperties) && depth <= fullDepth ? 1 : 0);
  for (let extra = 1; members.size < fewest && filling.budget.spend(1); extra++) {
    members.set(
      `item${extra}`,
      fillSchema(schema.additionalProperties, filling, { property: `item${extra}`, depth: depth + 1 }),
    );
  }
  return dropToMaximum(members, required, numberAt(schema, 'maxProperties'));
}

function dropToMaximum(members: Map<string, unknown>, required: ReadonlySet<unknown>, most: number | null): JsonRecord {
  for (const name of [...members.keys()].reverse()) {
    if (most === null || members.size <= most) break;
    if (!required.has(name)) members.delete(name);
  }
  return Object.fromEntries(members);
}

function fillArray(schema: JsonRecord, filling: Filling, { property, depth }: Place): unknown[] {
  const first = listAt(schema, 'prefixItems');
  const fewest = numberAt(schema, 'minItems') ?? 0;
  const most = numberAt(schema, 'maxItems') ?? Number.POSITIVE_INFINITY;
  const usual =
    depth > fullDepth
      ? 0
      : Math.max(first.length, schema.items === false ? 0 : 2 + (filling.random.next() < 0.5 ? 1 : 0));
  const count = Math.min(Math.max(usual, fewest), most, schema.items === false ? first.length : most);
  const itemSchema = schema.items ?? schema.contains ?? {};
  const items: unknown[] = [];
  const seen = new Set<string>();
  for (let tries = 0; items.length < count && tries < count * 20 && filling.budget.spend(1); tries++) {
    const turn = filling.turn + tries;
    const member = items.length < first.length ? first[items.length] : itemSchema;
    const item = fillSchema(member, { ...filling, turn }, { property: singular(property), depth: depth + 1 });
    if (schema.uniqueItems !== true || isNew(item, seen, filling.budget)) items.push(item);
  }
  return items;
}

function isNew(item: unknown, seen: Set<string>, budget: WorkBudget): boolean {
  const text = JSON.stringify(item);
  budget.spend(text.length);
  if (seen.has(text)) return false;
  seen.add(text);
  return true;
}

function singular(property: string): string {
  return property.replace(/ies$/, 'y').replace(/s$/, '');
}
