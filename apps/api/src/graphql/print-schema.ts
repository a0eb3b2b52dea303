import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { printSchema } from 'graphql';
import { schema } from './schema.ts';

/** The file of the printed schema, which is committed. */
export const schemaFile = fileURLToPath(new URL('../../schema.graphql', import.meta.url));

/** The text of the schema, as committed. */
export function printedSchema(): string {
  return `${printSchema(schema)}\n`;
}

if (import.meta.main) await writeFile(schemaFile, printedSchema());
