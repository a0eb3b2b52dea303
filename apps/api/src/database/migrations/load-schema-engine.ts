import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

type SchemaEngineClass = typeof glue.SchemaEngine;

/** TypeScript declares `WebAssembly` only in its library for browsers. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loaded: Promise<SchemaEngineClass> | null = null;

/** Prisma's schema engine (WebAssembly, 22 ms to load), once per process. */
export function loadSchemaEngine(): Promise<SchemaEngineClass> {
  loaded ??= load();
  return loaded;
}

/** Loaded without the package's entry, which imports the module as bundlers do. Node does not support that. */
async function load(): Promise<SchemaEngineClass> {
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(glueFile.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  return glue.SchemaEngine;
}
