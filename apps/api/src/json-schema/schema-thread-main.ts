// The thread that compiles large schemas and checks long answers, one at a time.
import { parentPort } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { type CheckValue, compileSchema } from './compile-schema.ts';
import { SchemaError } from './schema-error.ts';
import type { SchemaReply, SchemaTask } from './schema-thread-protocol.ts';

const mostKept = 8;
const compiled = new LRUCache<string, CheckValue>({ max: mostKept });

function run({ schema, answer }: SchemaTask): SchemaReply {
  try {
    const check = checkOf(schema);
    const text = answer === null ? null : check(JSON.parse(answer));
    return { type: 'done', problem: text === null ? null : { of: 'answer', text } };
  } catch (error) {
    if (error instanceof SchemaError) return { type: 'done', problem: { of: 'schema', text: error.problem } };
    // A `RangeError`: nested calls have overflowed the stack.
    const text = 'it is nested too deeply to be checked';
    return { type: 'done', problem: { of: answer === null ? 'schema' : 'answer', text } };
  }
}

function checkOf(schema: string): CheckValue {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  // `schema` is the text of a schema that `inspectSchema` has accepted.
  const check = compileSchema(JSON.parse(schema) as Record<string, unknown>);
  compiled.set(schema, check);
  return check;
}

parentPort?.on('message', (task: SchemaTask) => parentPort?.postMessage(run(task)));
parentPort?.postMessage({ type: 'ready' } satisfies SchemaReply);
