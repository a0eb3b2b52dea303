import type { LanguageModelV4CallOptions, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { ModelRequest, ResponseFormat } from '../contract/request.ts';
import type { ToolChoice } from '../contract/tool.ts';
import { placeBreakpoints } from '../messages/place-breakpoints.ts';
import { type SdkRecipient, toSdkOptions } from './sdk-options.ts';
import { toPrompt } from './to-prompt.ts';

/** Writes a request as the options of `doStream`. Settings that the request leaves open are omitted. */
export function toCallOptions(
  asked: ModelRequest,
  signal: AbortSignal,
  recipient: SdkRecipient,
): LanguageModelV4CallOptions {
  const request = recipient.takesCachePoints ? placeBreakpoints(asked) : asked;
  const { maxOutputTokens, temperature, topP, stop, seed, tools, toolChoice, traits } = request;
  const providerOptions: SharedV4ProviderOptions | null = toSdkOptions(request.providerOptions, undefined, recipient);
  return {
    prompt: toPrompt(request, recipient),
    abortSignal: signal,
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(traits.sampling && temperature !== null && { temperature }),
    ...(traits.sampling && topP !== null && { topP }),
    ...(stop.length > 0 && { stopSequences: [...stop] }),
    ...(seed !== null && { seed }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        name,
        ...(description !== null && { description }),
        inputSchema: parameters,
      })),
    }),
    ...(tools.length > 0 && toolChoice && { toolChoice: toSdkToolChoice(toolChoice) }),
    ...toFormat(request.responseFormat),
    ...(providerOptions !== null && { providerOptions }),
  };
}

function toSdkToolChoice(choice: ToolChoice): NonNullable<LanguageModelV4CallOptions['toolChoice']> {
  return choice.type === 'tool' ? { type: 'tool', toolName: choice.name } : choice;
}

function toFormat(format: ResponseFormat): Pick<LanguageModelV4CallOptions, 'responseFormat'> {
  switch (format.type) {
    case 'text':
      return {};
    case 'json':
      return { responseFormat: { type: 'json' } };
    case 'json-schema':
      return { responseFormat: { type: 'json', name: format.name, schema: format.schema } };
    default:
      return format satisfies never;
  }
}
