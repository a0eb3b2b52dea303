import { type JsonRecord, numberAt } from '../../json-value.ts';
import type { Filling, Place } from './filling.ts';
import { type Range, usualRange } from './usual-range.ts';

/** Bounds from here on are no real bounds: libraries write the largest safe integers if their caller gave no bound. */
const noBound = 1e9;

/** A number within the schema's bounds that fits its name. A number of the prompt if one fits, else any. */
export function fillNumber(schema: JsonRecord, filling: Filling, place: Place, isInteger: boolean): number {
  const usual = usualRange(place.property, isInteger);
  const isSmall = usual !== null && usual.highest <= 1;
  const step = numberAt(schema, 'multipleOf') ?? (isInteger ? 1 : isSmall ? 0.01 : 0.5);
  const { lowest, highest } = narrow(readBounds(schema, step), usual, step);
  const named = filling.subject.numbers.slice(filling.turn).find((number) => {
    return number >= lowest && number <= highest && Number.isInteger(number / step);
  });
  if (named !== undefined) return named;
  const first = Math.ceil(lowest / step - 1e-9);
  const last = Math.max(first, Math.floor(highest / step + 1e-9));
  const value = tidy(filling.random.integer(first, last) * step);
  if (value >= lowest && value <= highest) return value;
  // No multiple of the usual step is within the bounds, so their middle is used.
  return tidy((lowest + highest) / 2);
}

/** The bounds narrowed to the usual range, if a multiple of the step is within both. */
function narrow(bounds: Range, usual: Range | null, step: number): Range {
  if (usual === null) return near(bounds, step);
  const lowest = Math.max(bounds.lowest, usual.lowest);
  const highest = Math.min(bounds.highest, usual.highest);
  return Math.ceil(lowest / step - 1e-9) * step <= highest + 1e-9 ? { lowest, highest } : near(bounds, step);
}

/** A hundred steps from a bound, or from zero without a bound. */
function near({ lowest, highest }: Range, step: number): Range {
  if (Number.isFinite(lowest)) return { lowest, highest: Math.min(highest, lowest + 100 * step) };
  if (Number.isFinite(highest)) return { lowest: highest - 100 * step, highest };
  return { lowest: step, highest: 100 * step };
}

function readBounds(schema: JsonRecord, step: number): Range {
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
  return {
    lowest: lowest <= -noBound ? Number.NEGATIVE_INFINITY : lowest,
    highest: highest >= noBound ? Number.POSITIVE_INFINITY : highest,
  };
}

/** Without binary rounding errors: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
