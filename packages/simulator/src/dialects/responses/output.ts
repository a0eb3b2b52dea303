import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { parseJson, stringAt } from '../../json-value.ts';

/** The prefix of this provider's encrypted reasoning. */
export const encryptedMark = 'gAAAAAsim-';

/** The inputs of an answer's items besides its parts. */
export type ItemFacts = {
  /** Names of custom tools. */
  customTools: ReadonlySet<string>;
  /** Whether reasoning includes its encrypted content. */
  includesEncrypted: boolean;
};

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

const kinds = { reasoning: 'rs', text: 'msg', 'tool-call': 'fc' } as const;

/** The id of an item of the answer with this id. */
export function itemId(part: AnswerPart, responseId: string, index: number): string {
  return `${kinds[part.type]}_${responseId.slice('resp_'.length)}${index}`;
}

/** One part as an item. `text`: the part of its text that was sent. */
export function toItem(part: AnswerPart, id: string, text: string, status: ItemStatus, facts: ItemFacts): object {
  switch (part.type) {
    case 'text': {
      const content = status === 'in_progress' ? [] : [toTextPart(text)];
      return { id, type: 'message', status, role: 'assistant', content };
    }
    case 'reasoning': {
      const summary = status === 'in_progress' ? [] : [toSummary(text)];
      const encrypted = Buffer.from(text.slice(0, 60)).toString('base64url');
      const isWhole = status !== 'in_progress' && facts.includesEncrypted;
      return { id, type: 'reasoning', summary, ...(isWhole && { encrypted_content: encryptedMark + encrypted }) };
    }
    case 'tool-call': {
      const { id: call_id, name } = part;
      if (!facts.customTools.has(name)) return { id, type: 'function_call', status, arguments: text, call_id, name };
      return { id, type: 'custom_tool_call', status, call_id, name, input: toCustomInput(text) };
    }
  }
}

export function toTextPart(text: string): object {
  return { type: 'output_text', annotations: [], logprobs: [], text };
}

export function toSummary(text: string): object {
  return { type: 'summary_text', text };
}

/** The text of a custom tool's call, which was composed as arguments with one member. */
export function toCustomInput(argumentsText: string): string {
  return stringAt(parseJson(argumentsText), 'input') ?? '';
}

/** The members of a response in any state. */
export function toResponse(id: string, model: string, state: object): object {
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    model,
    output: [],
    parallel_tool_calls: true,
    service_tier: 'default',
    store: false,
    usage: null,
    ...state,
  };
}

/** The members that report how a response ended. */
export function endOf(finish: AnswerFinish): { status: 'completed' | 'incomplete'; incomplete_details: object | null } {
  const reason = finish === 'length' ? 'max_output_tokens' : finish === 'content-filter' ? 'content_filter' : null;
  return {
    status: reason === null ? 'completed' : 'incomplete',
    incomplete_details: reason === null ? null : { reason },
  };
}

/** The input count includes cached tokens. The output count includes reasoning. */
export function responsesUsage(usage: AnswerUsage): object {
  const input = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const output = usage.outputTokens + usage.reasoningTokens;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: usage.cachedInputTokens,
      ...(usage.cacheWriteTokens === 0 ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: input + output,
  };
}
