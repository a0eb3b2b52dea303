import { describe, expect, it } from 'vitest';
import { dialects, vendors } from './catalog.ts';
import { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';
import { providerSettings } from './testing/provider-settings.ts';

describe('the vendors', () => {
  it.each(Object.values(vendors))('$id is whole and can be built', async (vendor) => {
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

  it('are refused by another name, with those that there are', () => {
    expect(() => createVendorAdapter('opnai', providerSettings())).toThrow(
      /'opnai' is no built-in vendor; those are .*openai/,
    );
    expect(() => createVendorAdapter('toString', providerSettings())).toThrow('is no built-in vendor');
  });
});

describe('the dialects', () => {
  it.each(Object.keys(dialects))('%s serves any endpoint', async (dialect) => {
    const adapter = createDialectAdapter(dialect, providerSettings({ id: 'mine', baseUrl: 'http://10.0.0.5:8000/v1' }));
    expect(adapter.providerId).toBe('mine');
    await adapter.close();
  });

  it('are refused by another name, with those that there are', () => {
    expect(() => createDialectAdapter('soap', providerSettings())).toThrow(/'soap' is no dialect; there are openai, /);
  });
});
