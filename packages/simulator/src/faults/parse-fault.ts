import type { Fault } from './disturbance.ts';
import { faults } from './faults.ts';

/** A fault with its number. `isOnce`: it applies only to the first request of a model. */
export type ChosenFault = { fault: Fault; parameter: number; isOnce: boolean; text: string };

const byLength = [...faults].sort((one, other) => other.name.length - one.name.length);

/**
 * Reads `cut`, `cut:5`, `500 once`, and with dashes as in models' names `cut-5`, `500-once`. For any other text, throws
 * an `Error` that lists the faults.
 */
export function parseFault(text: string): ChosenFault {
  const wanted = text.trim().toLowerCase();
  for (const fault of byLength) {
    if (!wanted.startsWith(fault.name)) continue;
    const match = /^(?:[:-](\d+(?:\.\d+)?))?([ -]once)?$/.exec(wanted.slice(fault.name.length));
    if (match === null) continue;
    const [, figure, once] = match;
    if (figure !== undefined && fault.parameter === null) continue;
    const parameter = figure === undefined ? (fault.parameter?.usual ?? 0) : Number(figure);
    return { fault, parameter, isOnce: once !== undefined, text: wanted };
  }
  throw new Error(`'${text}' is not a fault of the simulator: it has ${faults.map(({ name }) => name).join(', ')}.`);
}

/**
 * The fault in a model's name: the part after `sim-`, up to a dot, without the pace. `sim-cut-5.second` is another
 * model with the fault `cut:5`. Null for other names.
 */
export function faultInName(model: string): ChosenFault | null {
  const wanted = /(?:^|\/)sim-([^/]+)$/.exec(model)?.[1];
  if (wanted === undefined) return null;
  return parseFault(
    wanted
      .split(/\.[a-z]/i, 1)
      .join('')
      .replace(/-\d+(?:ms|tps)(?=-|$)/g, ''),
  );
}
