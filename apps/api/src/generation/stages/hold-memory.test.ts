import { describe, expect, it } from 'vitest';
import { plainRequest } from '../../testing/plain-request.ts';
import { askedFor, fakeStageTools } from '../../testing/stage-tools.ts';
import { HeldMemory, type MemoryShare } from '../held-memory.ts';
import type { LiveGeneration } from '../live-generation.ts';
import { holdMemory } from './hold-memory.ts';

const asked = askedFor(plainRequest('x'.repeat(10_000)));
/** The prompt at four bytes a character, and the base size of every generation. */
const size = 10_000 * 4 + 4 * 1024;

describe('the stage hold-memory', () => {
  it('reserves memory while the request is prepared, and releases it if the request does not run', async () => {
    const memory = new HeldMemory(1_000_000);
    const during: number[] = [];
    const refused = holdMemory(
      asked,
      async () => {
        during.push(memory.bytes);
        throw new Error('refused');
      },
      fakeStageTools({ memory }),
    );
    await expect(refused).rejects.toThrow('refused');
    expect([...during, memory.bytes]).toEqual([size, 0]);
  });

  it('leaves the memory reserved for a running generation', async () => {
    const memory = new HeldMemory(1_000_000);
    let share: MemoryShare | undefined;
    const next = async (state: typeof asked): Promise<void> => {
      ({ share } = state);
      state.started({} as LiveGeneration);
    };
    await holdMemory(asked, next, fakeStageTools({ memory }));
    expect([memory.bytes, share?.bytes]).toEqual([size, size]);
  });

  it('refuses a request without room, and says when to retry', async () => {
    const memory = new HeldMemory(size - 1);
    await expect(holdMemory(asked, async () => {}, fakeStageTools({ memory }))).rejects.toMatchObject({
      code: 'OVERLOADED',
      message: expect.stringContaining('(PENSTOCK_MAX_HELD_BYTES): try again in 2 s.'),
      details: { retryAfterMs: 2_000 },
      headers: { 'retry-after': '2' },
    });
    expect(memory.bytes).toBe(0);
  });
});
