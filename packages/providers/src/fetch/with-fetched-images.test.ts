import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { modelRequest } from '../testing/model-request.ts';
import { ScriptedAdapter } from '../testing/scripted-adapter.ts';
import { FetchImageError } from './fetch-image.ts';
import { withFetchedImages } from './with-fetched-images.ts';

const clock = { sleep: () => Promise.resolve() };
const signal = AbortSignal.timeout(5_000);

function withImages(...urls: string[]): ModelRequest {
  const parts = urls.map((url) => ({ type: 'image', image: { type: 'url', url } }) as const);
  return modelRequest({ messages: [{ role: 'user', parts }] });
}

async function send(request: ModelRequest, fetch: Parameters<typeof withFetchedImages>[1]): Promise<ModelRequest[]> {
  const inner = new ScriptedAdapter({ providerId: 'up', scriptOf: () => [], clock });
  for await (const _ of withFetchedImages(inner, fetch).stream(request, { signal }));
  return inner.calls.map((call) => call.request);
}

describe('withFetchedImages', () => {
  it('sends images by value', async () => {
    const [sent] = await send(withImages('https://a.test/b'), async () => ({ mediaType: 'image/png', data: 'YQ==' }));
    const image = { type: 'base64', mediaType: 'image/png', data: 'YQ==' };
    expect(sent?.messages).toEqual([{ role: 'user', parts: [{ type: 'image', image }] }]);
  });

  it('sends images of tool results too, and fetches each address once', async () => {
    const part = { type: 'image', image: { type: 'url', url: 'https://a.test/b' } } as const;
    const fetched: string[] = [];
    const request = modelRequest({
      messages: [
        { role: 'user', parts: [part, { type: 'image', image: { type: 'url', url: 'gs://bucket/b' } }] },
        { role: 'tool', toolCallId: 'c1', toolName: 'look', parts: [part], isError: false },
      ],
    });
    const [sent] = await send(request, async (url) => {
      fetched.push(url);
      return { mediaType: 'image/png', data: 'YQ==' };
    });
    const image = { type: 'base64', mediaType: 'image/png', data: 'YQ==' };
    expect(sent?.messages).toMatchObject([
      { parts: [{ image }, { image: { url: 'gs://bucket/b' } }] },
      { parts: [{ image }] },
    ]);
    expect(fetched).toEqual(['https://a.test/b']);
  });

  it('passes a request without addresses unchanged', async () => {
    const request = modelRequest();
    const [sent] = await send(request, () => Promise.reject(new Error('not called')));
    expect(sent).toBe(request);
  });

  it('explains why an image cannot be sent, without a call', async () => {
    const failing = () => Promise.reject(new FetchImageError('its server answered 404'));
    await expect(send(withImages('https://a.test/b'), failing)).rejects.toMatchObject({
      kind: 'bad-request',
      message:
        'up accepts images by value only, and this one cannot be fetched: its server answered 404. Send it as base64.',
    });
  });

  it('fetches at most twenty', async () => {
    const many = withImages(...Array.from({ length: 21 }, (_, index) => `https://a.test/${index}`));
    await expect(send(many, () => Promise.reject(new Error('not called')))).rejects.toThrow('at most 20 images');
  });
});
