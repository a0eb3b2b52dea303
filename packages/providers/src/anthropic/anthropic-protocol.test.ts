import { describe, expect, it } from 'vitest';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { modelRequest } from '../testing/model-request.ts';
import { anthropicProtocol } from './anthropic-protocol.ts';

const context = { providerId: 'anthropic', model: 'claude', secrets: [], hasPrefill: false };

describe('anthropicProtocol', () => {
  it('marks long instructions for caching, unless the caller switches it off', () => {
    const text = 'word '.repeat(1_000);
    const messages = [
      { role: 'system', text },
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    ] as const;
    const marked = anthropicProtocol.chat(modelRequest({ messages }), context, defaultUpstreamLimits);
    expect(marked.body).toMatchObject({ system: [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] });
    const promptCache = { mode: 'off', ttl: 'short' } as const;
    const off = anthropicProtocol.chat(modelRequest({ messages, promptCache }), context, defaultUpstreamLimits);
    expect(off.body).toMatchObject({ system: text });
  });
});
