import { describe, expect, it } from 'vitest';
import { totalTokens } from '../../contract/token-usage.ts';
import { assistantMessage } from '../messages.ts';
import { callForEvents, callModel, ifPromised, prompt, type Stage } from './subject.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Text, settings, images, reasoning and usage. */
export function describeAnswers(stage: Stage): void {
  describe('an answer', () => {
    it('comes in batches, in order, with its start and its finish', async () => {
      const messages = prompt('Repeat after me: “one two three four five six seven eight nine ten”');
      const { events, batchCount } = await callForEvents(stage, { messages, model: 'paced-1ms-20tps' });
      expect(batchCount).toBeGreaterThan(3);
      expect(events[0]).toMatchObject({ type: 'start' });
      expect(events.at(-1)).toMatchObject({
        type: 'finish',
        reason: 'stop',
        rawReason: expect.any(String),
        skippedEvents: 0,
      });
    });

    it('is complete also if all of it comes at once', async () => {
      const messages = prompt('Repeat after me: “one two three four five six seven eight”');
      const answer = await callModel(stage, { messages, model: 'sandbox-small-1ms-0tps' });
      expect(answer.text).toContain('one two three four five six seven eight');
    });

    it('keeps characters beyond ASCII whole', async () => {
      const answer = await callModel(stage, { messages: prompt('Repeat after me: “Grüße, 水力発電 🌊!”') });
      expect(answer.text).toContain('Grüße, 水力発電 🌊!');
    });

    it('sends system messages and earlier turns', async () => {
      const answer = await callModel(stage, {
        messages: [
          { role: 'system', text: 'Always speak like a lockkeeper.' },
          { role: 'user', parts: [{ type: 'text', text: 'My boat is called Salamander.' }] },
          assistantMessage('Noted.'),
          { role: 'user', parts: [{ type: 'text', text: 'Explain what you know.' }] },
        ],
      });
      expect(answer.text).toContain('lockkeeper');
      expect(answer.text).toContain('Salamander');
    });

    it('sends an image by value', async () => {
      const image = { type: 'base64', mediaType: 'image/png', data: png } as const;
      const answer = await callModel(stage, {
        messages: [
          {
            role: 'user',
            parts: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', image },
            ],
          },
        ],
      });
      expect(answer.text).toContain('1 × 1');
    });

    ifPromised(stage, 'image-by-address', () => {
      it('sends an image by address', async () => {
        const image = { type: 'url', url: 'https://example.com/cat.png' } as const;
        const answer = await callModel(stage, {
          messages: [
            {
              role: 'user',
              parts: [
                { type: 'image', image },
                { type: 'text', text: 'What is this?' },
              ],
            },
          ],
        });
        expect(answer.text).toContain('https://example.com/cat.png');
      });
    });

    it('ends at its limit', async () => {
      const answer = await callModel(stage, { messages: prompt('Write 500 words on rivers.'), maxOutputTokens: 12 });
      expect(answer).toMatchObject({ finishReason: 'length', rawFinishReason: expect.any(String) });
      expect(answer.usage?.outputTokens).toBeLessThanOrEqual(12);
    });

    it('ends at a stop sequence', async () => {
      const messages = prompt('Repeat after me: “one two three four”');
      const answer = await callModel(stage, { messages, stop: ['three'] });
      expect(answer.finishReason).toBe('stop');
      expect(answer.text).toContain('one two');
      expect(answer.text).not.toContain('three');
    });

    it('distinguishes reasoning from text', async () => {
      const answer = await callModel(stage, {
        model: 'sandbox-reasoning',
        messages: prompt('Explain how locks work.'),
        traits: { thinksFirst: true, sampling: false, fallbackMaxOutputTokens: 4096 },
      });
      expect(answer.reasoning).not.toBe('');
      expect(answer.text).not.toBe('');
      expect(answer.text).not.toContain(answer.reasoning);
    });

    it('accepts its reasoning back with the next turn', async () => {
      const thinking = {
        model: 'sandbox-reasoning',
        traits: { thinksFirst: true, sampling: false, fallbackMaxOutputTokens: 4096 },
      };
      const question = prompt('Explain how locks work.');
      const { parts } = await callModel(stage, { ...thinking, messages: question });
      expect(parts.map(({ type }) => type)).toEqual(['reasoning', 'text']);
      const messages = [...question, { role: 'assistant', parts } as const, ...prompt('Explain how weirs work.')];
      const answer = await callModel(stage, { ...thinking, messages });
      expect(answer).toMatchObject({ finishReason: 'stop', warnings: [] });
      expect(answer.text).toContain('weir');
    });

    it('counts its tokens in buckets', async () => {
      const { usage, rawUsage } = await callModel(stage, { messages: prompt('Explain how a weir works.') });
      expect(usage?.inputTokens).toBeGreaterThan(3);
      expect(usage?.outputTokens).toBeGreaterThan(3);
      expect(rawUsage).toBeTypeOf('object');
    });

    ifPromised(stage, 'cached-tokens', () => {
      it('counts a cached prompt once', async () => {
        const messages = prompt(`${'The river runs to the sea and turns the mill. '.repeat(400)} Explain that.`);
        const first = await callModel(stage, { messages });
        const second = await callModel(stage, { messages });
        expect(second.usage?.cachedInputTokens).toBeGreaterThan(0);
        expect(totalTokens({ ...(second.usage ?? fail()), outputTokens: 0 })).toBe(
          totalTokens({ ...(first.usage ?? fail()), outputTokens: 0 }),
        );
      });
    });

    it('are kept separate if many come at once', async () => {
      const words = Array.from({ length: 50 }, (_, number) => `word${number}x`);
      const answers = await Promise.all(
        words.map((word) => callModel(stage, { messages: prompt(`Repeat after me: “${word}”`) })),
      );
      for (const [number, answer] of answers.entries()) expect(answer.text).toContain(words[number]);
    });
  });

  describe('JSON', () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, metres: { type: 'number' }, isOpen: { type: 'boolean' } },
      required: ['name', 'metres', 'isOpen'],
      additionalProperties: false,
    };

    ifPromised(stage, 'json-mode', () => {
      it('has any form if none is requested', async () => {
        const answer = await callModel(stage, {
          messages: prompt('Give me JSON on dams.'),
          responseFormat: { type: 'json' },
        });
        expect(answer.text).toMatch(/^\s*[{[]/);
        expect(() => JSON.parse(answer.text)).not.toThrow();
      });
    });

    it.each(['sandbox-small', 'claude-3-sandbox'])('follows a schema (%s)', async (model) => {
      const responseFormat = { type: 'json-schema', name: 'lock', schema } as const;
      const answer = await callModel(stage, { model, messages: prompt('Describe a lock.'), responseFormat });
      expect(JSON.parse(answer.text)).toEqual({
        name: expect.any(String),
        metres: expect.any(Number),
        isOpen: expect.any(Boolean),
      });
      expect(answer).toMatchObject({ finishReason: 'stop', toolCalls: [] });
    });
  });

  describe('going on from text', () => {
    ifPromised(stage, 'prefill', () => {
      it('does not repeat it', async () => {
        const messages = prompt('Repeat after me: “one two three four five six seven eight”');
        const whole = await callModel(stage, { messages });
        const prefill = whole.text.slice(0, Math.floor(whole.text.length / 2));
        const rest = await callModel(stage, { messages, prefill });
        expect(prefill + rest.text).toBe(whole.text);
      });
    });

    it('is refused as a prefill', async () => {
      await expect(callModel(stage, { model: 'sim-refuse-prefill', prefill: 'Once upon' })).rejects.toMatchObject({
        kind: 'prefill-refused',
      });
    });
  });
}

function fail(): never {
  throw new Error('There is no usage.');
}
