import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { BothProtocols } from '../responses/both-protocols.ts';
import { type OpenAiDialect, openAiDefaults, type ReasoningForm, reasoningForms } from './dialect.ts';

const prefillModes: readonly string[] = ['none', 'last-message', 'prefix-flag', 'continue-flag'];

/**
 * The adapter of any endpoint of the openai dialect. The operator sets its address. It gets every setting of the
 * protocol, because its limits are not known.
 *
 * `extra.prefill`: how to request the continuation of an assistant message (`last-message`, `prefix-flag` as Mistral,
 * `continue-flag` as vLLM; default `last-message`). `extra.reasoning`: how to request reasoning (`effort` by
 * `reasoning_effort`, `reasoning` as OpenRouter, `thinking` as DeepSeek, `enable-thinking` as Qwen, `chat-template` as
 * vLLM; default `effort`).
 */
export function createOpenAiAdapter(settings: ProviderSettings): Adapter {
  const upstream = openUpstream(settings, { baseUrl: null, headers: bearerHeader(settings) });
  const dialect: OpenAiDialect = {
    ...openAiDefaults,
    prefill: prefillModeOf(settings),
    reasoningField: 'reasoning_content',
    takesUnknownMembers: true,
    reasoningForm: reasoningFormOf(settings),
    documents: 'by-address',
  };
  return new BothProtocols(upstream, dialect);
}

function prefillModeOf(settings: ProviderSettings): OpenAiDialect['prefill'] {
  const mode = settings.extra.prefill ?? 'last-message';
  if (isPrefillMode(mode)) return mode;
  throw new TypeError(
    `extra.prefill of provider '${settings.id}' is '${mode}'; it must be one of ${prefillModes.join(', ')}.`,
  );
}

function reasoningFormOf(settings: ProviderSettings): ReasoningForm {
  const stated = settings.extra.reasoning ?? 'effort';
  const form = reasoningForms.find((one) => one === stated);
  if (form !== undefined) return form;
  throw new TypeError(
    `extra.reasoning of provider '${settings.id}' is '${stated}'; it must be one of ${reasoningForms.join(', ')}.`,
  );
}

function isPrefillMode(mode: string): mode is OpenAiDialect['prefill'] {
  return prefillModes.includes(mode);
}
