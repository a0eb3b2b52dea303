import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { type OpenAiDialect, openAiDefaults } from './dialect.ts';
import { openAiProtocol } from './openai-protocol.ts';

const prefillModes: readonly string[] = ['none', 'last-message', 'prefix-flag', 'continue-flag'];

/**
 * The adapter of any endpoint that speaks the openai dialect. The operator names its address. It receives every setting
 * of the protocol, since its limits are not known.
 *
 * `extra.prefill`: how the endpoint is told to continue an assistant message (`last-message`, `prefix-flag` as Mistral,
 * `continue-flag` as vLLM; default `last-message`).
 */
export function createOpenAiAdapter(settings: ProviderSettings): Adapter {
  const upstream = openUpstream(settings, { baseUrl: null, headers: bearerHeader(settings) });
  const dialect: OpenAiDialect = {
    ...openAiDefaults,
    prefill: prefillModeOf(settings),
    reasoningField: 'reasoning_content',
    takesUnknownMembers: true,
    documents: 'by-address',
  };
  return new HttpAdapter(upstream, openAiProtocol(dialect));
}

function prefillModeOf(settings: ProviderSettings): OpenAiDialect['prefill'] {
  const mode = settings.extra.prefill ?? 'last-message';
  if (isPrefillMode(mode)) return mode;
  throw new TypeError(
    `extra.prefill of provider '${settings.id}' is '${mode}'; it must be one of ${prefillModes.join(', ')}.`,
  );
}

function isPrefillMode(mode: string): mode is OpenAiDialect['prefill'] {
  return prefillModes.includes(mode);
}
