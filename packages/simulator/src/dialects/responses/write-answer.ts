import type { Answer } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import { endOf, type ItemFacts, itemId, responsesUsage, toItem, toResponse } from './output.ts';

/** The answer as one response. */
export function writeResponse(model: string, answer: Answer, facts: ItemFacts): unknown {
  const id = createId('resp_');
  const { status } = endOf(answer.finish);
  const output = answer.parts.map((part, index) => {
    const isCut = status === 'incomplete' && index === answer.parts.length - 1;
    return toItem(part, itemId(part, id, index), part.text, isCut ? 'incomplete' : 'completed', facts);
  });
  return toResponse(id, model, { ...endOf(answer.finish), output, usage: responsesUsage(answer.usage) });
}
