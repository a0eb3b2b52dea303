import type { AssistantMessage, ReasoningPart, ToolCallPart } from '../contract/message.ts';
import { isCallersOwn, ownState } from '../contract/provider-state.ts';
import { dropPart, type WriteContext } from './write-context.ts';

/** An earlier answer for a protocol with one text, one reasoning and one list of calls. */
export type AnswerTexts = {
  text: string;
  /** The reasoning of this provider, and of the caller. */
  reasoning: readonly ReasoningPart[];
  calls: readonly ToolCallPart[];
};

/** Splits an earlier answer. Its files are dropped, with a warning each: these protocols have no field for them. */
export function splitAnswer(message: AssistantMessage, path: string, context: WriteContext): AnswerTexts {
  let text = '';
  const reasoning: ReasoningPart[] = [];
  const calls: ToolCallPart[] = [];
  for (const [index, part] of message.parts.entries()) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'tool-call') calls.push(part);
    else if (part.type !== 'reasoning')
      dropPart(context, `${path}.parts.${index}`, `the ${part.type} of an earlier answer`);
    else if ((isCallersOwn(part) && part.text !== '') || ownState(part.state, context) !== null) reasoning.push(part);
  }
  return { text, reasoning, calls };
}
