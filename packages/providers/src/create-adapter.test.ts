import { describe, expect, it } from 'vitest';
import { dialects, vendors } from './catalog.ts';
import type { Adapter } from './contract/adapter.ts';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';
import { collectStream } from './stream/collect-stream.ts';
import { modelRequest } from './testing/model-request.ts';
import { providerSettings } from './testing/provider-settings.ts';

describe('the vendors', () => {
  it.each(Object.values(vendors))('$id is complete and can be built', async (vendor) => {
    expect(vendors[vendor.id]).toBe(vendor);
    expect(vendor.id).toMatch(/^[a-z][a-z0-9-]*$/);
    const names = [vendor.environment.apiKey, vendor.environment.baseUrl, ...Object.values(vendor.environment.extra)];
    for (const name of names) if (name !== null) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    if (vendor.defaultBaseUrl !== null) expect(vendor.defaultBaseUrl).toMatch(/^https?:\/\/[^/].*[^/]$/);
    const baseUrl = vendor.defaultBaseUrl === null ? 'https://acme.example' : null;
    const adapter = createVendorAdapter(vendor.id, providerSettings({ id: 'mine', baseUrl }));
    expect(adapter.providerId).toBe('mine');
    await adapter.close();
  });

  it('are refused by an unknown name, with a list of the vendors', () => {
    expect(() => createVendorAdapter('opnai', providerSettings())).toThrow(
      /'opnai' is not a built-in vendor: use one of .*openai/,
    );
    expect(() => createVendorAdapter('toString', providerSettings())).toThrow('is not a built-in vendor');
  });
});

describe('images by address', () => {
  const parts = [{ type: 'image', image: { type: 'url', url: 'https://10.0.0.7/a.png' } }] as const;
  const stream = async (adapter: Adapter): Promise<unknown> => {
    const request = modelRequest({ messages: [{ role: 'user', parts }] });
    return collectStream(adapter.stream(request, { signal: AbortSignal.timeout(5_000) })).finally(() =>
      adapter.close(),
    );
  };
  // No server listens there.
  const baseUrl = 'http://127.0.0.1:9';

  it.each(['ollama', 'lm-studio', 'bedrock'])('are fetched for %s, from public addresses only', async (vendor) => {
    await expect(stream(createVendorAdapter(vendor, providerSettings({ baseUrl })))).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('its address is in a private network'),
    });
  });

  it("follow the operator's setting for every provider", async () => {
    const refused = stream(createDialectAdapter('ollama', providerSettings({ baseUrl, fetchesImages: false })));
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('send') });
    const fetched = stream(createDialectAdapter('openai', providerSettings({ baseUrl, fetchesImages: true })));
    await expect(fetched).rejects.toMatchObject({ message: expect.stringContaining('private network') });
    const passed = stream(createDialectAdapter('openai', providerSettings({ baseUrl })));
    await expect(passed).rejects.toMatchObject({ kind: 'connection' });
  });
});

describe('the dialects', () => {
  it.each(Object.keys(dialects))('%s serves any endpoint', async (dialect) => {
    const adapter = createDialectAdapter(dialect, providerSettings({ id: 'mine', baseUrl: 'http://10.0.0.5:8000/v1' }));
    expect(adapter.providerId).toBe('mine');
    await adapter.close();
  });

  it('are refused by an unknown name, with a list of the dialects', () => {
    expect(() => createDialectAdapter('soap', providerSettings())).toThrow(
      /'soap' is not a dialect: use one of openai, /,
    );
  });
});
