import { describe, expect, it } from 'vitest';
import { modelRequest } from '../testing/model-request.ts';
import { contextWindowFor } from './context-window.ts';

const unset = { numCtx: null, maxNumCtx: null };

function request(inputTokens: number, maxOutputTokens: number | null, contextWindow = 131_072) {
  const traits = { thinksFirst: false, sampling: true, fallbackMaxOutputTokens: 4_096, contextWindow, inputTokens };
  return modelRequest({ maxOutputTokens, traits });
}

describe('the window of a request', () => {
  it.each([
    ['short requests share one window', 20, null, 8_192],
    ['the prompt and the answer fit', 9_000, 1_000, 16_384],
    ['another of the same size has the same', 11_500, 500, 16_384],
    ['a long answer counts too', 100, 20_000, 32_768],
    ['the window of the model is the most', 120_000, 8_000, 131_072],
  ])('%s', (_, inputTokens, maxOutputTokens, expected) => {
    expect(contextWindowFor(request(inputTokens, maxOutputTokens), unset)).toBe(expected);
  });

  it('is at most the window of a small model', () => {
    expect(contextWindowFor(request(20, null, 2_048), unset)).toBe(2_048);
  });

  it('is the window that the operator sets', () => {
    expect(contextWindowFor(request(50_000, null), { numCtx: 4_096, maxNumCtx: 32_768 })).toBe(4_096);
  });

  it("is the model's window, up to the operator's maximum", () => {
    expect(contextWindowFor(request(20, null), { numCtx: null, maxNumCtx: 32_768 })).toBe(32_768);
    expect(contextWindowFor(request(20, null, 8_192), { numCtx: null, maxNumCtx: 32_768 })).toBe(8_192);
  });

  it("is never larger than the model's window, even if the operator sets more", () => {
    expect(contextWindowFor(request(20, null, 8_192), { numCtx: 32_768, maxNumCtx: null })).toBe(8_192);
  });

  it("is large enough for the prompt if the model's window is unknown", () => {
    const { contextWindow: _, ...traits } = request(9_000, 1_000).traits;
    expect(contextWindowFor(modelRequest({ maxOutputTokens: 1_000, traits }), unset)).toBe(16_384);
  });

  it('is the loaded window of the model, if it is larger', () => {
    expect(contextWindowFor(request(20, null), unset, 32_768)).toBe(32_768);
    expect(contextWindowFor(request(9_000, 1_000), unset, 8_192)).toBe(16_384);
    expect(contextWindowFor(request(20, null, 8_192), unset, 32_768)).toBe(8_192);
    expect(contextWindowFor(request(20, null), { numCtx: 4_096, maxNumCtx: null }, 32_768)).toBe(4_096);
  });

  it.each(['gpt-oss:120b-cloud', 'glm-5:cloud'])("is left to Ollama's own service for %s", (model) => {
    const cloud = { ...request(20, null), model };
    expect(contextWindowFor(cloud, unset)).toBeNull();
    expect(contextWindowFor(cloud, { numCtx: 4_096, maxNumCtx: null })).toBe(4_096);
  });

  it('is left to the server if nothing is known', () => {
    expect(contextWindowFor(modelRequest(), unset)).toBeNull();
  });
});
