import { anthropicBatches } from '../anthropic/anthropic-batches.ts';
import { anthropicProtocol } from '../anthropic/anthropic-protocol.ts';
import { createAnthropicAdapter } from '../anthropic/create-anthropic-adapter.ts';
import type { Vendor } from '../contract/vendor.ts';

const baseUrl = 'https://api.anthropic.com/v1';

/** Anthropic. */
export const anthropic: Vendor = {
  id: 'anthropic',
  displayName: 'Anthropic',
  dialect: 'anthropic',
  defaultBaseUrl: baseUrl,
  environment: { apiKey: 'ANTHROPIC_API_KEY', baseUrl: 'ANTHROPIC_BASE_URL', extra: {} },
  isLocal: false,
  needsKey: true,
  createAdapter: (settings) =>
    createAnthropicAdapter(settings, baseUrl, { ...anthropicProtocol, batches: anthropicBatches }),
};
