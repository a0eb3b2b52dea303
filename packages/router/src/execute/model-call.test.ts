import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import {
  allowedOutputTokens,
  buildModelCall,
  type Call,
  type ChatCall,
  outputLimitOf,
  priceTermsOf,
} from './model-call.ts';

const chat: ChatCall = {
  type: 'chat',
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
  tools: [],
  toolChoice: null,
  responseFormat: { type: 'text' },
  temperature: null,
  topP: null,
  maxOutputTokens: null,
  stop: [],
  seed: null,
};
const embedding: Call = { type: 'embedding', texts: ['a', 'b'], dimensions: 3, purpose: 'query' };

const model = buildModel('acme/m', { maxOutputTokens: 900 });
const place = { id: 'eu', providerId: 'acme', upstreamName: 'm-eu', weight: 1 };

describe('a call for a model', () => {
  it('of a chat is a request with the upstream name', () => {
    const call = buildModelCall(chat, 10, model, place);
    const { type, ...template } = chat;
    expect(call).toMatchObject({ type, request: { ...template, model: 'm-eu', prefill: null } });
    expect(call.request).not.toHaveProperty('type');
    expect([outputLimitOf(chat), allowedOutputTokens(call, model)]).toEqual([null, 900]);
  });

  it('of an embedding has its texts, and no answer text', () => {
    const call = buildModelCall(embedding, 10, model, place);
    const request = { model: 'm-eu', texts: ['a', 'b'], dimensions: 3, purpose: 'query' };
    expect(call).toEqual({ type: 'embedding', request });
    expect([outputLimitOf(embedding), allowedOutputTokens(call, model)]).toEqual([1, 1]);
  });
});

describe('the terms of the price', () => {
  const hour = { cacheBreakpoint: { ttl: '1h' } };
  const text = { type: 'text', text: 'Hi' } as const;

  it.each<[string, Call, ReturnType<typeof priceTermsOf>]>([
    ['an embedding', embedding, { serviceTier: null, cachesForHour: false, hasMedia: false }],
    ['a plain chat', chat, { serviceTier: null, cachesForHour: false, hasMedia: false }],
    [
      'a breakpoint of five minutes',
      { ...chat, messages: [{ role: 'user', parts: [{ ...text, cacheBreakpoint: true }] }] },
      { serviceTier: null, cachesForHour: false, hasMedia: false },
    ],
    [
      'a service tier',
      { ...chat, settings: { serviceTier: 'priority' } },
      { serviceTier: 'priority', cachesForHour: false, hasMedia: false },
    ],
    [
      'a cache of an hour',
      { ...chat, promptCache: { mode: 'auto', ttl: 'long' } },
      { serviceTier: null, cachesForHour: true, hasMedia: false },
    ],
    [
      'a system message that is kept for an hour',
      { ...chat, messages: [{ role: 'system', text: 'Be brief.', ...hour }, ...chat.messages] },
      { serviceTier: null, cachesForHour: true, hasMedia: false },
    ],
    [
      'a part that is kept for an hour',
      { ...chat, messages: [{ role: 'user', parts: [{ ...text, ...hour }] }] },
      { serviceTier: null, cachesForHour: true, hasMedia: false },
    ],
  ])('of %s', (_, call, terms) => {
    expect(priceTermsOf(call)).toEqual(terms);
  });
});
