import { describe, expect, it } from 'vitest';
import { questionOf } from '../testing/question.ts';
import { WorkBudget } from './json/work-budget.ts';
import { type PlannedCall, planToolCalls } from './plan-tool-calls.ts';
import type { OfferedTool, Question } from './question.ts';
import { Random } from './random.ts';
import { readSubject } from './subject.ts';

const weather: OfferedTool = {
  name: 'get_weather',
  description: 'The current temperature and sky of a place.',
  schema: {
    type: 'object',
    properties: {
      location: { type: 'string' },
      unit: { enum: ['celsius', 'fahrenheit'] },
      days: { type: 'integer', minimum: 1, maximum: 14 },
    },
    required: ['location'],
  },
};
const clock: OfferedTool = { name: 'read_clock', description: 'The time of day.', schema: null };

function plan(prompt: string, changes: Partial<Question> = {}): PlannedCall[] {
  return planToolCalls(
    questionOf(prompt, { tools: [weather, clock], ...changes }),
    readSubject(prompt),
    new Random(1),
    new WorkBudget(100_000),
  );
}

describe('planToolCalls', () => {
  it('calls the tool whose name the prompt mentions, with the words of the prompt', () => {
    const [call, ...others] = plan('What is the weather in Paris in fahrenheit for 3 days?');
    expect(others).toEqual([]);
    expect(call?.name).toBe('get_weather');
    expect(JSON.parse(call?.argumentsText ?? '')).toEqual({ location: 'Paris', unit: 'fahrenheit', days: 3 });
  });

  it('calls a tool whose description the prompt mentions', () => {
    expect(plan('Tell me the temperature and the sky over Rome').map(({ name }) => name)).toEqual(['get_weather']);
  });

  it('gives no arguments to a tool without parameters', () => {
    expect(plan('Look at the clock')).toEqual([{ name: 'read_clock', argumentsText: '' }]);
    const bare = { ...clock, schema: { type: 'object', properties: {} } };
    expect(plan('Look at the clock', { tools: [bare] })).toEqual([{ name: 'read_clock', argumentsText: '' }]);
  });

  it('makes the calls that the prompt dictates, only of offered tools', () => {
    expect(plan('The weather? [call read_clock {"zone":"UTC"}] [call rm {}]')).toEqual([
      { name: 'read_clock', argumentsText: '{"zone":"UTC"}' },
    ]);
    expect(plan('The weather? [call none]')).toEqual([]);
    expect(plan('[call read_clock]', { toolChoice: { type: 'none' } })).toEqual([]);
  });

  it('calls no tool if the prompt requests none', () => {
    expect(plan('Tell me a joke')).toEqual([]);
  });

  it('calls once for each of several places, and for each of several tools', () => {
    const places = plan('Weather in Paris, London and Rome?').map((call) => JSON.parse(call.argumentsText).location);
    expect(places).toEqual(['Paris', 'London', 'Rome']);
    expect(plan('What do the weather and the clock say?').map(({ name }) => name)).toEqual([
      'get_weather',
      'read_clock',
    ]);
    expect(plan('Make four parallel calls of get_weather')).toHaveLength(4);
  });

  it('makes one call at a time if the request says so', () => {
    expect(plan('Weather in Paris, London and Rome?', { allowsParallelCalls: false })).toHaveLength(1);
  });

  it('follows the tool choice of the request', () => {
    expect(plan('What is the weather?', { toolChoice: { type: 'none' } })).toEqual([]);
    expect(plan('Tell me a joke', { toolChoice: { type: 'required' } }).map(({ name }) => name)).toEqual([
      'get_weather',
    ]);
    expect(plan('Look at the clock', { toolChoice: { type: 'required' } }).map(({ name }) => name)).toEqual([
      'read_clock',
    ]);
    expect(
      plan('What is the weather?', { toolChoice: { type: 'tool', name: 'read_clock' } }).map(({ name }) => name),
    ).toEqual(['read_clock']);
    expect(plan('Hi', { toolChoice: { type: 'tool', name: 'unheard_of' } })).toEqual([]);
  });

  it('answers in text after the result', () => {
    const turns: Question['turns'] = [
      { role: 'user', text: 'What is the weather?', images: [] },
      { role: 'assistant', text: '', calls: [{ id: '1', name: 'get_weather' }] },
      { role: 'tool', toolName: 'get_weather', text: '21' },
    ];
    expect(plan('What is the weather?', { turns })).toEqual([]);
  });
});
