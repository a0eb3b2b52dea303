import type { ContentPart, Message, Tool } from '@penstock/providers';
import { assistantMessage, toolMessage } from '@penstock/providers/testing';
import { describe, expect, it } from 'vitest';
import {
  type CountableRequest,
  countEmbeddingTokens,
  countInputTokens,
  countOutputTokens,
} from './count-input-tokens.ts';

const gpt4o = { name: 'gpt-4o' };

function user(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

function count(differences: Partial<CountableRequest>, model: { name: string } | null = gpt4o): number {
  return countInputTokens(
    { messages: [user('Hello!')], tools: [], responseFormat: { type: 'text' }, ...differences },
    model,
  );
}

const weather: Tool = {
  name: 'get_current_weather',
  description: 'Get the current weather in a given location',
  parameters: {
    type: 'object',
    properties: {
      location: { type: 'string', description: 'The city and state, e.g. San Francisco, CA' },
      unit: { type: 'string', description: 'The unit of temperature to return', enum: ['celsius', 'fahrenheit'] },
    },
    required: ['location'],
  },
};

describe('a prompt', () => {
  it('counts a greeting as OpenAI bills it', () => {
    // "Hello!" is 2 tokens; 3 for the message, 1 for the role, 3 to begin the answer.
    expect(count({})).toBe(9);
  });

  it('with a function is within a few tokens of the 101 that OpenAI bills for the example of its cookbook', () => {
    const messages: Message[] = [
      { role: 'system', text: 'You are a helpful assistant that can answer to questions about the weather.' },
      user("What's the weather like in San Francisco?"),
    ];
    expect(Math.abs(count({ messages, tools: [weather] }) - 101)).toBeLessThanOrEqual(4);
  });

  it('grows with every kind of message', () => {
    const messages: Message[] = [
      user('What is the weather?'),
      assistantMessage('', { id: '1', name: 'get_weather', arguments: '{"city":"Oslo"}' }),
      toolMessage('1', 'get_weather', 'Snow, minus four degrees.'),
      assistantMessage('It snows.'),
      { role: 'system', text: 'Answer briefly.' },
    ];
    const counts = messages.map((_, end) => count({ messages: messages.slice(0, end + 1) }));
    expect(counts).toEqual(counts.toSorted((first, second) => first - second));
    expect(new Set(counts).size).toBe(counts.length);
  });

  it("grows with an image by its model's own count", () => {
    const image = { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } } as const;
    const withImage: Message = { role: 'user', parts: [{ type: 'text', text: 'Hello!' }, image] };
    expect(count({ messages: [withImage] })).toBe(9 + 765);
    expect(count({ messages: [withImage] }, null)).toBe(9 + 1600);
  });

  it('grows with files and sounds by their length, by an assumed length for addresses, and with reasoning', () => {
    const withPart = (part: ContentPart): number =>
      count({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello!' }, part] }] });
    const source = { type: 'base64', data: 'A'.repeat(4_000) } as const;
    const linked = { type: 'url', url: 'https://example.com/a.pdf' } as const;
    expect(withPart({ type: 'file', mediaType: 'application/pdf', source, name: null })).toBe(9 + 75);
    expect(withPart({ type: 'file', mediaType: 'text/plain', source, name: null })).toBe(9 + 750);
    expect(withPart({ type: 'audio', mediaType: 'audio/mpeg', source })).toBe(9 + 6);
    expect(withPart({ type: 'file', mediaType: 'application/pdf', source: linked, name: null })).toBe(9 + 2_000);
    const thought: Message = { role: 'assistant', parts: [{ type: 'reasoning', text: 'Hello!' }] };
    expect(count({ messages: [user('Hello!'), thought] })).toBeGreaterThan(count({}) + 4);
  });

  it('grows with a JSON schema that the answer must fit', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    expect(count({ responseFormat: { type: 'json-schema', name: 'city', schema } })).toBeGreaterThan(9 + 20);
    expect(count({ responseFormat: { type: 'json' } })).toBe(9);
  });

  it('counts nested parameters, lists and keywords of a schema', () => {
    const nested: Tool = {
      name: 'order',
      description: null,
      parameters: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: { type: 'object', properties: { size: { type: ['string', 'null'], enum: ['S', 'M'] } } },
          },
          tags: { type: 'array', items: { type: 'string', enum: ['new', 'used'] } },
        },
        anyOf: [{ required: ['items'] }, { required: ['tags'] }],
      },
    };
    const empty: Tool = { name: 'order', description: null, parameters: { type: 'object', properties: {} } };
    expect(count({ tools: [nested] })).toBeGreaterThan(count({ tools: [empty] }) + 25);
  });
});

describe('by family', () => {
  const messages = [user('Hello, my friend! How are you today? '.repeat(20))];

  it("Claude's tokens are estimated high, and its tools cost a preamble", () => {
    const claude = { name: 'claude-sonnet-4-5' };
    expect(count({ messages }, claude) / count({ messages })).toBeCloseTo(1.25, 1);
    expect(count({ tools: [weather] }, claude)).toBeGreaterThan(count({ tools: [weather] }) + 346);
  });

  it('the older GPT-4 has its own encoding', () => {
    const messagesInHindi = [user('नमस्ते दुनिया, आप कैसे हैं?')];
    expect(count({ messages: messagesInHindi }, { name: 'gpt-4' })).toBeGreaterThan(
      count({ messages: messagesInHindi }),
    );
  });
});

it('only the text of an answer is counted', () => {
  expect(countOutputTokens('Hello!', gpt4o)).toBe(2);
  expect(countOutputTokens('', null)).toBe(0);
});

describe('texts to embed', () => {
  it('are counted together, and the longest alone', () => {
    const long = 'a river and a gate that holds it';
    const { inputTokens, longestTextTokens } = countEmbeddingTokens(['a', long, 'b'], gpt4o);
    expect(longestTextTokens).toBe(countEmbeddingTokens([long], gpt4o).inputTokens);
    expect(inputTokens).toBe(longestTextTokens + 2);
  });
});
