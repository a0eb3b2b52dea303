import { setFlagsFromString } from 'node:v8';

/** https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h */
const tierFlags = ['wasm-tier-up', 'wasm-dynamic-tiering'] as const;

/**
 * Runs `load` while V8 compiles WebAssembly with its baseline compiler only. Functions called meanwhile, in any thread,
 * keep that code, because V8 is also told not to flush it. The optimizing compiler takes 600 MB and 5 s for
 * PostgreSQL's parser (function 2273 of PGlite 0.5.14, by `--trace-wasm-compilation-times`).
 */
export async function withBaselineWasm<Result>(load: () => Promise<Result>): Promise<Result> {
  setFlagsFromString('--no-flush-liftoff-code');
  for (const flag of tierFlags) setFlagsFromString(`--no-${flag}`);
  try {
    return await load();
  } finally {
    allowOptimizedWasm();
  }
}

/** Restores the flags for a thread that ended meanwhile. V8 keeps its flags for the whole process. */
export function allowOptimizedWasm(): void {
  for (const flag of tierFlags) setFlagsFromString(`--${flag}`);
}
