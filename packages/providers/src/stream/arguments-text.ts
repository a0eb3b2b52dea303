import { readObject } from '../json/read-json-value.ts';

/** A piece of a call's arguments as text. Some servers send parsed arguments. Empty for any other value. */
export function argumentsText(value: unknown): string {
  if (typeof value === 'string') return value;
  const object = readObject(value);
  return object === null || Object.keys(object).length === 0 ? '' : JSON.stringify(object);
}
