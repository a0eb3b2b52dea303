import type { DoorTools } from './openai/door-tools.ts';
import type { KnownWords } from './read-routing.ts';

/** What the names in a body may mean at this moment. */
export function knownNames({ catalog, chains }: Pick<DoorTools, 'catalog' | 'chains'>): KnownWords {
  const current = catalog();
  return { isModel: (name) => current.resolve(name) !== undefined, chains, capabilities: current.capabilities };
}
