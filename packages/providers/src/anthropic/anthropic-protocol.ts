import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { readNames } from '../json/read-names.ts';
import { placeBreakpoints } from '../messages/place-breakpoints.ts';
import { answerToolName, chooseAnswerFormat } from './answer-format.ts';
import { anthropicForms } from './anthropic-forms.ts';
import { countTokensQuery } from './count-tokens.ts';
import { AnthropicAnswer } from './from-anthropic-event.ts';
import { toAnthropicBody, trailingSpaceOf } from './to-anthropic-body.ts';

/** Anthropic's messages. */
export const anthropicProtocol: Protocol = {
  chat(asked, context, limits) {
    const request = placeBreakpoints(asked);
    const format = chooseAnswerFormat(request);
    const answer = new AnthropicAnswer(context, {
      answerTool: format.answerToolSchema === null ? null : answerToolName,
      trailingSpace: trailingSpaceOf(request.prefill ?? ''),
    });
    const { body, warnings } = toAnthropicBody(request, format, context.providerId);
    return {
      path: '/messages',
      body,
      ...(request.betas !== undefined && { lists: { 'anthropic-beta': request.betas } }),
      reader: new EventAnswerReader(context, answer, { limits, warnings }),
    };
  },
  models: { path: '/models?limit=1000', body: null, read: (list) => readNames(list.data, 'id') },
  countTokens: countTokensQuery,
  embeddings: null,
  forms: anthropicForms,
  longestToolName: 128,
  toError: errorFromFailure,
};
