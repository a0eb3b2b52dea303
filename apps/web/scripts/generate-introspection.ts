// Writes the schema's types for gql.tada, from the printed schema of the API, into src/graphql/generated.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';

const source = new URL('../../api/schema.graphql', import.meta.url);
const target = fileURLToPath(new URL('../src/graphql/generated/introspection.d.ts', import.meta.url));

const schema = buildSchema(await readFile(source, 'utf8'));
const introspection = introspectionFromSchema(schema, { descriptions: false });
const types = outputIntrospectionFile(minifyIntrospection(introspection), {
  fileType: '.d.ts',
  shouldPreprocess: true,
});

await mkdir(dirname(target), { recursive: true });
const current = await readFile(target, 'utf8').catch(() => null);
if (current !== types) await writeFile(target, types);
