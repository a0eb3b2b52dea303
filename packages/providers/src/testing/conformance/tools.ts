import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../contract/request.ts';
import type { Tool } from '../../contract/tool.ts';
import { toolMessage } from '../messages.ts';
import { callModel, ifPromised, prompt, type Stage } from './subject.ts';

const weather: Tool = {
  name: 'get_weather',
  description: 'Tells the weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const clock: Tool = {
  name: 'read_clock',
  description: 'Tells the time.',
  parameters: { type: 'object', properties: {} },
};

/** Tool calls, alone and in parallel, and their results. */
export function describeTools(stage: Stage): void {
  const messages = prompt('What is the weather in Paris?');

  describe('a tool call', () => {
    it('is complete, with its arguments as JSON', async () => {
      const answer = await callModel(stage, { messages, tools: [weather, clock] });
      expect(answer.finishReason).toBe('tool-calls');
      expect(answer.toolCalls).toHaveLength(1);
      expect(answer.toolCalls[0]).toMatchObject({ id: expect.stringMatching(/./), name: 'get_weather' });
      expect(JSON.parse(answer.toolCalls[0]?.arguments ?? '')).toEqual({ city: expect.any(String) });
    });

    it('may come with others, each with its own id', async () => {
      const parallel = prompt('Use get_weather and read_clock for Paris.');
      const { toolCalls } = await callModel(stage, { messages: parallel, tools: [weather, clock] });
      expect(toolCalls.map((call) => call.name).sort()).toEqual(['get_weather', 'read_clock']);
      expect(new Set(toolCalls.map((call) => call.id)).size).toBe(2);
    });

    it('without arguments has an empty object', async () => {
      const { toolCalls } = await callModel(stage, { messages: prompt('Please read_clock now.'), tools: [clock] });
      expect(toolCalls).toMatchObject([{ name: 'read_clock', arguments: '{}' }]);
    });

    it('gets its results in the next turn', async () => {
      const first = await callModel(stage, { messages, tools: [weather] });
      const [call] = first.toolCalls;
      if (call === undefined) throw new Error('There was no call.');
      const answer = await callModel(stage, {
        messages: [
          ...messages,
          { role: 'assistant', parts: first.parts },
          toolMessage(call.id, call.name, '{"sky":"cloudless"}'),
        ],
        tools: [weather],
      });
      expect(answer).toMatchObject({ finishReason: 'stop', toolCalls: [] });
      expect(answer.text).toContain('cloudless');
    });
  });

  ifPromised(stage, 'tool-choice', () => {
    describe('the choice of tools', () => {
      it.each<[string, ModelRequest['toolChoice'], readonly string[]]>([
        ['none calls none', { type: 'none' }, []],
        ['auto calls fitting tools', { type: 'auto' }, ['get_weather']],
        ['required calls one in any case', { type: 'required' }, ['get_weather']],
        ['a name calls that tool', { type: 'tool', name: 'read_clock' }, ['read_clock']],
      ])('%s', async (_, toolChoice, called) => {
        const { toolCalls } = await callModel(stage, { messages, tools: [weather, clock], toolChoice });
        expect(toolCalls.map((call) => call.name)).toEqual(called);
      });
    });
  });
}
