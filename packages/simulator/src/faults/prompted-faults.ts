import { LRUCache } from 'lru-cache';
import { type ChosenFault, parseFault } from './parse-fault.ts';

/** The word for a request without a fault. */
const wellWord = 'well';

/** The maximum number of prompts whose requests are counted. The least recently used prompt is removed first. */
const mostPrompts = 100_000;

/**
 * Faults that a prompt names, by model and request: `[faults gpt-4o: 500, well, cut:5; claude: reset]`. They follow the
 * conversation to any model, and depend on no other requests.
 */
export class PromptedFaults {
  /**
   * Requests so far, by model and prompt. The limit uses sizes: a limit on the number of entries would allocate its
   * memory in advance.
   */
  readonly #requests = new LRUCache<string, number>({ maxSize: mostPrompts, sizeCalculation: () => 1 });

  /**
   * The fault of the next request of this model with this prompt. Null for none. Undefined if the prompt does not name
   * the model, or its list has ended. Throws an `Error` for an unknown fault.
   */
  next(model: string, prompt: string): ChosenFault | null | undefined {
    const texts = faultsOf(model, prompt);
    if (texts === null) return undefined;
    const key = `${model}\n${prompt}`;
    const requests = this.#requests.get(key) ?? 0;
    this.#requests.set(key, requests + 1);
    const text = texts[requests];
    if (text === undefined) return undefined;
    return text === wellWord ? null : parseFault(text);
  }

  clear(): void {
    this.#requests.clear();
  }
}

const opening = '[faults ';

/** One text per request of the model, in their order. Null if the prompt has none for it. */
function faultsOf(model: string, prompt: string): readonly string[] | null {
  const start = prompt.indexOf(opening);
  const end = start === -1 ? -1 : prompt.indexOf(']', start);
  if (end === -1) return null;
  const list = prompt.slice(start + opening.length, end);
  for (const clause of list.split(';')) {
    const [name, ...rest] = clause.split(': ');
    if (name?.trim() !== model) continue;
    return rest
      .join(': ')
      .split(',')
      .map((text) => text.trim());
  }
  return null;
}
