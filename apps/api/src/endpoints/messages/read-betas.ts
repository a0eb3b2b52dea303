import type { IncomingHttpHeaders } from 'node:http';
import { InputError } from '../../errors/service-error.ts';

/** The most names in the header `anthropic-beta`, and the longest name, characters. */
const mostBetas = 50;
const betaName = /^[\w.:-]{1,100}$/;

/** The beta features that a client requests, each once. Throws an `InputError` for an invalid name. */
export function readBetas({ 'anthropic-beta': header }: IncomingHttpHeaders): readonly string[] {
  if (header === undefined) return [];
  const names = String(header)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !betaName.test(name));
  if (wrong !== undefined) {
    throw new InputError('anthropic-beta', `'${wrong.slice(0, 80)}' must be letters, digits, '-', '.', ':' or '_'`);
  }
  if (names.length > mostBetas) throw new InputError('anthropic-beta', `may have at most ${mostBetas} names`);
  return [...new Set(names)];
}
