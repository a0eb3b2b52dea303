import type { DoorTools } from './door-tools.ts';
import type { KnownNames } from './parse-model-choice.ts';

/** What `model` may mean at this moment. */
export function knownNames({ catalog, chains }: Pick<DoorTools, 'catalog' | 'chains'>): KnownNames {
  return { isModel: (name) => catalog().resolve(name) !== undefined, chains };
}
