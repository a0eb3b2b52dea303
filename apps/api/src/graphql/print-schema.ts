import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { schema } from './schema.ts';

/** Where the printed schema is committed. */
export const schemaFile = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

/** The schema as text, as it is committed. */
export function printedSchema(): string {
  return `${printSchema(schema)}\n`;
}

if (import.meta.main) await writeFile(schemaFile, printedSchema());
