import { type JsonRecord, numberAt } from '../../json-value.ts';
import type { Filling } from './filling.ts';

/** A number within the schema's bounds: the prompt's own where one fits, else any. */
export function fillNumber(schema: JsonRecord, filling: Filling, isInteger: boolean): number {
  const step = numberAt(schema, 'multipleOf') ?? (isInteger ? 1 : 0.5);
  const { lowest, highest } = readBounds(schema, step);
  const named = filling.subject.numbers.slice(filling.turn).find((number) => {
    return number >= lowest && number <= highest && Number.isInteger(number / step);
  });
  if (named !== undefined) return named;
  const first = Math.ceil(lowest / step - 1e-9);
  const last = Math.max(first, Math.floor(highest / step + 1e-9));
  const value = tidy(filling.random.integer(first, last) * step);
  if (value >= lowest && value <= highest) return value;
  // No multiple of the usual step is within the bounds; their middle is.
  return tidy((lowest + highest) / 2);
}

function readBounds(schema: JsonRecord, step: number): { lowest: number; highest: number } {
  const above =
    numberAt(schema, 'exclusiveMinimum') ?? (schema.exclusiveMinimum === true ? numberAt(schema, 'minimum') : null);
  const below =
    numberAt(schema, 'exclusiveMaximum') ?? (schema.exclusiveMaximum === true ? numberAt(schema, 'maximum') : null);
  const margin = above !== null && below !== null ? Math.min(step, (below - above) / 4) : step;
  const lowest = Math.max(
    numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY,
    above === null ? Number.NEGATIVE_INFINITY : above + margin,
  );
  const highest = Math.min(
    numberAt(schema, 'maximum') ?? Number.POSITIVE_INFINITY,
    below === null ? Number.POSITIVE_INFINITY : below - margin,
  );
  if (Number.isFinite(lowest)) return { lowest, highest: Math.min(highest, lowest + 100 * step) };
  if (Number.isFinite(highest)) return { lowest: highest - 100 * step, highest };
  return { lowest: step, highest: 100 * step };
}

/** Without binary rounding errors: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
