import { describe, expect, test } from 'vitest';
import { toPresentForm } from './present-form.ts';

const user = { role: 'user', content: 'hi' };

describe('a body', () => {
  test.each([null, 'x', [], {}, { messages: [user, { role: 'assistant', content: null, function_call: null }] }])(
    'in the current form stays the same: %j',
    (body) => {
      const { body: present, usesFunctions } = toPresentForm(body);
      expect(present).toBe(body);
      expect(usesFunctions).toBe(false);
    },
  );

  test('with functions gets tools', () => {
    const look = { name: 'look', parameters: { type: 'object' } };
    expect(toPresentForm({ functions: [look], function_call: { name: 'look' }, messages: [user] })).toEqual({
      body: {
        messages: [user],
        tools: [{ type: 'function', function: look }],
        tool_choice: { type: 'function', function: { name: 'look' } },
      },
      usesFunctions: true,
    });
    expect(toPresentForm({ functions: null, function_call: 'none' }).body).toEqual({ tool_choice: 'none' });
    expect(toPresentForm({ functions: [], function_call: null }).body).toEqual({});
  });

  test('with function calls gets tool calls, each result with its own call', () => {
    const call = (text: string) => ({
      role: 'assistant',
      content: null,
      function_call: { name: 'look', arguments: text },
    });
    const result = (content: string | null) => ({ role: 'function', name: 'look', content });
    const { body } = toPresentForm({ messages: [user, call('{}'), result('a'), call('{"x":1}'), result(null)] });
    const called = (id: string, text: string) => ({
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name: 'look', arguments: text } }],
    });
    expect(body).toEqual({
      messages: [
        user,
        called('call_1', '{}'),
        { role: 'tool', tool_call_id: 'call_1', content: 'a' },
        called('call_3', '{"x":1}'),
        { role: 'tool', tool_call_id: 'call_3', content: '' },
      ],
    });
  });

  test('may omit contents, and have -1 for no limit', () => {
    expect(
      toPresentForm({
        max_tokens: -1,
        max_completion_tokens: -1,
        messages: [
          { role: 'system', content: null },
          { role: 'user' },
          { role: 'tool', tool_call_id: 'a', content: null },
        ],
      }).body,
    ).toEqual({
      max_tokens: null,
      max_completion_tokens: null,
      messages: [
        { role: 'system', content: '' },
        { role: 'user', content: '' },
        { role: 'tool', tool_call_id: 'a', content: '' },
      ],
    });
  });
});
