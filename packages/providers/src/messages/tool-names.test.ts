import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { modelRequest } from '../testing/model-request.ts';
import { shortenToolNames } from './tool-names.ts';

const long = `mcp__${'x'.repeat(80)}`;
const other = `mcp__${'x'.repeat(79)}y`;
const tool = (name: string) => ({ name, description: null, parameters: {} });

describe('tool names that are too long', () => {
  it('change nothing if there are none', () => {
    expect(shortenToolNames(modelRequest({ tools: [tool('look')] }), 64)).toBeNull();
    expect(shortenToolNames(modelRequest({ tools: [tool(long)] }), 128)).toBeNull();
  });

  it('are shortened everywhere, each to a different name', async () => {
    const names = shortenToolNames(
      modelRequest({
        tools: [tool(long), tool(other), tool('look')],
        toolChoice: { type: 'tool', name: long },
        messages: [
          { role: 'assistant', parts: [{ type: 'tool-call', id: 'c', name: long, arguments: '{}' }] },
          { role: 'tool', toolCallId: 'c', toolName: long, parts: [], isError: false },
        ],
      }),
      64,
    );
    const { tools = [], toolChoice, messages } = names?.request ?? {};
    const short = tools[0]?.name ?? '';
    expect(tools.map(({ name }) => name.length)).toEqual([64, 64, 4]);
    expect(new Set(tools.map(({ name }) => name)).size).toBe(3);
    expect(toolChoice).toEqual({ type: 'tool', name: short });
    expect(messages).toMatchObject([{ parts: [{ name: short }] }, { toolName: short }]);

    const events: StreamEvent[] = [
      { type: 'tool-call-start', index: 0, id: 'c', name: short },
      { type: 'tool-call-end', index: 0, id: 'c', name: short, arguments: '{}' },
      { type: 'tool-call-start', index: 1, id: 'd', name: 'look' },
    ];
    async function* answer() {
      yield events;
    }
    const restored = await Array.fromAsync(names?.restore(answer()) ?? answer());
    expect(restored.flat().map((event) => ('name' in event ? event.name : null))).toEqual([long, long, 'look']);
  });
});
