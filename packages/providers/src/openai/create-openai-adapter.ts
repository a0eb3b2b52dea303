import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { type OpenAiDialect, openAiDefaults } from './dialect.ts';
import { openAiProtocol } from './openai-protocol.ts';

const prefillModes: readonly string[] = ['none', 'last-message', 'prefix-flag', 'continue-flag'];

/**
 * The adapter of any endpoint that speaks the openai dialect. Its address is the operator's to name. It gets whatever the
 * protocol has a place for: which endpoint it is, and what it refuses, is not known.
 *
 * `extra.prefill` says how the endpoint is asked to go on from an assistant message (`last-message`, `prefix-flag` as
 * Mistral, `continue-flag` as vLLM; default `last-message`).
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
