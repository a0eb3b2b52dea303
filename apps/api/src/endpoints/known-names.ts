import type { KnownWords } from './chat-completions/parse-chat.ts';
import type { EndpointTools } from './endpoint-tools.ts';

/** What the names in a body may mean at this moment. */
export function knownNames({ catalog, chains }: Pick<EndpointTools, 'catalog' | 'chains'>): KnownWords {
  const current = catalog();
  return { isModel: (name) => current.resolve(name) !== undefined, chains, capabilities: current.capabilities };
}
