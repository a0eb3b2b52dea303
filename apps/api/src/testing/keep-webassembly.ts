import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Keeps the WebAssembly programs of the service's threads (PostgreSQL, and Node's type stripper) compiled as long as
 * this process lives. V8 frees a program with its last thread. If many such threads start and end in one process, that
 * sometimes crashes the process: https://github.com/nodejs/node/issues/64500
 */
async function keepWebAssembly(): Promise<readonly WebAssembly.Module[]> {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  stripTypeScriptTypes('');
  process.emitWarning = emitWarning;
  const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  return [await WebAssembly.compile(await readFile(join(folder, 'pglite.wasm')))];
}

const shared = globalThis as { penstockWebAssembly?: Promise<readonly WebAssembly.Module[]> };
shared.penstockWebAssembly ??= keepWebAssembly();
await shared.penstockWebAssembly;
