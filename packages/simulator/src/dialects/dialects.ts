import { anthropicDialect } from './anthropic/anthropic-dialect.ts';
import { cohereDialect } from './cohere/cohere-dialect.ts';
import type { Dialect, DialectName } from './dialect.ts';
import { googleDialect } from './google/google-dialect.ts';
import { ollamaDialect } from './ollama/ollama-dialect.ts';
import { openAiDialect } from './openai/openai-dialect.ts';
import { responsesDialect } from './responses/responses-dialect.ts';

/** All wire protocols, by the first segment of their addresses. */
export const dialects: ReadonlyMap<string, Dialect> = new Map(
  [openAiDialect, responsesDialect, anthropicDialect, googleDialect, cohereDialect, ollamaDialect].map((dialect) => [
    dialect.name,
    dialect,
  ]),
);

export function dialectByName(name: DialectName): Dialect {
  const dialect = dialects.get(name);
  if (dialect === undefined)
    throw new Error(`'${name}' is not a dialect of the simulator: it has ${[...dialects.keys()].join(', ')}.`);
  return dialect;
}
