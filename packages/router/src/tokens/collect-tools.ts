import type { Tool } from '@penstock/providers';

/** The parts of a prompt to count: texts, and tokens with a known count. */
export type PromptParts = { texts: string[]; fixedTokens: number };

/**
 * Tokens around functions, from OpenAI's cookbook for its chat models ("How to count tokens with tiktoken"). An enum
 * counts three fewer than its items.
 */
const tokensPerFunction = 7;
const tokensForProperties = 3;
const tokensPerProperty = 3;
const tokensPerEnum = -3;
const tokensPerEnumItem = 3;
const tokensAfterFunctions = 12;

/** Adds the functions of a request. */
export function collectTools(tools: readonly Tool[], parts: PromptParts): void {
  if (tools.length === 0) return;
  for (const tool of tools) {
    parts.fixedTokens += tokensPerFunction;
    parts.texts.push(`${tool.name}:${tool.description ?? ''}`);
    collectSchema(tool.parameters, parts);
  }
  parts.fixedTokens += tokensAfterFunctions;
}

/** Keywords of JSON Schema that providers do not show to the model, or that are already counted. */
const silentKeywords = new Set([
  'type',
  'description',
  'enum',
  'properties',
  'items',
  'required',
  'additionalProperties',
]);

function collectSchema(schema: Readonly<Record<string, unknown>>, parts: PromptParts): void {
  const properties = readRecord(schema.properties);
  const names = Object.keys(properties);
  if (names.length > 0) parts.fixedTokens += tokensForProperties;
  for (const name of names) {
    const property = readRecord(properties[name]);
    parts.fixedTokens += tokensPerProperty;
    parts.texts.push(`${name}:${readText(property.type)}:${readText(property.description)}`);
    collectEnum(property.enum, parts);
    collectSchema(property, parts);
  }
  const items = readRecord(schema.items);
  if (Object.keys(items).length > 0) {
    parts.texts.push(`${readText(items.type)}:${readText(items.description)}`);
    collectEnum(items.enum, parts);
    collectSchema(items, parts);
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (!silentKeywords.has(keyword)) parts.texts.push(`${keyword}:${JSON.stringify(value)}`);
  }
}

function collectEnum(values: unknown, parts: PromptParts): void {
  if (!Array.isArray(values)) return;
  parts.fixedTokens += tokensPerEnum;
  for (const value of values) {
    parts.fixedTokens += tokensPerEnumItem;
    parts.texts.push(String(value));
  }
}

/** Not copied, because schemas may be large. */
function readRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join('|') : '';
}
