import { describe, expect, it, vi } from 'vitest';
import { type AdapterSource, createAdapterPool } from './adapter-pool.ts';
import { startLocalUpstream } from './testing/local-upstream.ts';
import { providerSettings } from './testing/provider-settings.ts';

const source = (id: string, apiKey = 'a-key'): AdapterSource => ({
  vendorId: null,
  dialect: 'openai',
  settings: providerSettings({ id, apiKey, baseUrl: 'http://127.0.0.1:1/v1' }),
});

describe('an adapter pool', () => {
  it('builds an adapter once, and again when its settings change', async () => {
    const pool = createAdapterPool();
    const first = pool.adapterFor(source('mine'));
    expect(pool.adapterFor(source('mine'))).toBe(first);
    expect(pool.adapterFor(source('other'))).not.toBe(first);
    const changed = pool.adapterFor(source('mine', 'another-key'));
    expect(changed).not.toBe(first);
    expect(pool.adapterFor(source('mine', 'another-key'))).toBe(changed);
    await pool.close();
  });

  it('keeps the adapter of older settings until `keepOnly` omits it', async () => {
    const pool = createAdapterPool();
    const old = pool.adapterFor(source('mine', 'old-key'));
    const current = pool.adapterFor(source('mine', 'new-key'));
    const close = vi.spyOn(old, 'close');
    expect(pool.adapterFor(source('mine', 'old-key'))).toBe(old);

    await pool.keepOnly([source('mine', 'old-key'), source('mine', 'new-key')]);
    expect(close).not.toHaveBeenCalled();
    await pool.keepOnly([source('mine', 'new-key')], 1_000);
    expect(close).toHaveBeenCalledExactlyOnceWith(1_000);
    expect(pool.adapterFor(source('mine', 'new-key'))).toBe(current);
    expect(pool.adapterFor(source('mine', 'old-key'))).not.toBe(old);
    await pool.close();
  });

  it('closes adapters of removed providers', async () => {
    const pool = createAdapterPool();
    const [mine, other] = [pool.adapterFor(source('mine')), pool.adapterFor(source('other'))];
    await pool.keepOnly([source('mine')]);
    expect(pool.adapterFor(source('mine'))).toBe(mine);
    expect(pool.adapterFor(source('other'))).not.toBe(other);
    await pool.close();
  });

  it('limits the responses of providers, unless their settings have limits', async () => {
    const server = await startLocalUpstream((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: [{ id: 'm'.repeat(2_000) }] }));
    });
    const pool = createAdapterPool({ answerBytes: 1_000, eventBytes: 1_000 });
    const settings = providerSettings({ id: 'mine', baseUrl: server.url });
    const { signal } = new AbortController();
    const bounded = pool.adapterFor({ ...source('mine'), settings });
    await expect(bounded.listModels({ signal })).rejects.toThrow('an answer of more than 1,000 bytes');
    const own = { ...settings, id: 'own', limits: { answerBytes: 10_000, eventBytes: 10_000 } };
    expect(await pool.adapterFor({ ...source('own'), settings: own }).listModels({ signal })).toHaveLength(1);
    await pool.close(1_000);
    await server.close();
  });

  it('follows a vendor if one is named', () => {
    const pool = createAdapterPool();
    expect(pool.adapterFor(source('plain')).embed).toBeDefined();
    // Anthropic has no embeddings, unlike the dialect that the source names.
    expect(pool.adapterFor({ ...source('mine'), vendorId: 'anthropic' }).embed).toBeUndefined();
    expect(() => pool.adapterFor({ ...source('x'), vendorId: 'unknown' })).toThrow('is not a built-in vendor');
  });
});
