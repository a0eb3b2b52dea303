import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { ToolCallAssembler } from './assemble-tool-calls.ts';

describe('ToolCallAssembler', () => {
  it('separates parallel calls', () => {
    const calls = new ToolCallAssembler();
    const events: StreamEvent[] = [];
    const first = calls.begin('a', 'one', events);
    const second = calls.begin('b', 'two', events);
    calls.add(second, '{"x"', events);
    calls.add(first, '{}', events);
    calls.add(second, ':1}', events);
    calls.endAll(events);
    expect(events.filter((event) => event.type === 'tool-call-end')).toEqual([
      { type: 'tool-call-end', index: 0, id: 'a', name: 'one', arguments: '{}' },
      { type: 'tool-call-end', index: 1, id: 'b', name: 'two', arguments: '{"x":1}' },
    ]);
  });

  it('refuses too many calls, and ids and names that are too long', () => {
    const calls = new ToolCallAssembler();
    for (let count = 0; count < 1024; count++) calls.begin(null, '', []);
    expect(() => calls.begin(null, '', [])).toThrow('It calls more than 1024 tools.');
    expect(() => new ToolCallAssembler().begin('i'.repeat(1025), 'one', [])).toThrow('longer than 1024 characters');
    expect(() => new ToolCallAssembler().begin('i', 'n'.repeat(257), [])).toThrow('longer than 256 characters');
  });

  it('counts calls by their names, so that one without a name leaves no gap', () => {
    const calls = new ToolCallAssembler();
    const events: StreamEvent[] = [];
    calls.begin('a', '', events);
    calls.begin('b', 'two', events);
    calls.endAll(events);
    expect(events).toMatchObject([
      { index: 0, id: 'b' },
      { type: 'tool-call-end', index: 0, id: 'b' },
    ]);
    expect(calls.count).toBe(1);
  });

  it('waits for a late name', () => {
    const calls = new ToolCallAssembler();
    const events: StreamEvent[] = [];
    const call = calls.begin('a', '', events);
    calls.add(call, '{"x":', events);
    expect(events).toEqual([]);
    calls.name(call, 'one', events);
    calls.add(call, '1}', events);
    calls.end(call, events);
    expect(events.map((event) => event.type)).toEqual([
      'tool-call-start',
      'tool-call-delta',
      'tool-call-delta',
      'tool-call-end',
    ]);
  });

  it('creates a missing id, and turns empty arguments into an empty object', () => {
    const calls = new ToolCallAssembler();
    const events: StreamEvent[] = [];
    calls.end(calls.begin(null, 'one', events), events);
    expect(events.at(-1)).toMatchObject({ arguments: '{}', id: expect.stringMatching(/^call_[0-9a-f]{24}$/) });
  });

  it('drops a call without a name, and ends each call once', () => {
    const calls = new ToolCallAssembler();
    const events: StreamEvent[] = [];
    calls.begin('a', '', events);
    const named = calls.begin('b', 'two', events);
    calls.end(named, events);
    calls.endAll(events);
    expect(events.map((event) => event.type)).toEqual(['tool-call-start', 'tool-call-end']);
  });
});
