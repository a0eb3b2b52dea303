import { setFlagsFromString } from 'node:v8';

/** https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h */
const tierFlags = ['wasm-tier-up', 'wasm-dynamic-tiering'] as const;

/** From this call on, V8 compiles WebAssembly with its baseline compiler only, in all threads. */
export function disallowOptimizedWasm(): void {
  // A function then keeps the code of its first call, because V8 is also told not to flush it.
  setFlagsFromString('--no-flush-liftoff-code');
  for (const flag of tierFlags) setFlagsFromString(`--no-${flag}`);
}

/** Functions called for the first time after this call may be optimized. V8 keeps its flags for the whole process. */
export function allowOptimizedWasm(): void {
  for (const flag of tierFlags) setFlagsFromString(`--${flag}`);
}
