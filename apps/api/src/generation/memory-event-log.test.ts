import { describe, expect, it } from 'vitest';
import { describeEventLog } from '../testing/describe-event-log.ts';
import { TextEventLog } from '../testing/text-event-log.ts';
import { MemoryEventLog } from './memory-event-log.ts';

describeEventLog('in memory', (generationId, onUnheard) => new MemoryEventLog(generationId, onUnheard));

// It shows that an implementation may store text only.
describeEventLog('that keeps JSON text', (generationId, onUnheard) => new TextEventLog(generationId, onUnheard));

describe('the event log in memory', () => {
  it('gives a waiting reader the event itself, without a copy', async () => {
    const log = new MemoryEventLog('g', () => {});
    const waiting = [log.read(0).next(), log.read(0).next()];
    log.append({ type: 'text-delta', text: 'a' });
    const [one, two] = await Promise.all(waiting);
    expect(one?.value).toBe(two?.value);
  });
});

describe('the event log that keeps JSON text', () => {
  it('fails a test that appends a value that JSON cannot carry', () => {
    const log = new TextEventLog('g', () => {});
    const attempt = Number.NaN;
    const failed = {
      type: 'attempt-failed',
      modelId: 'a/b',
      errorCode: 'X',
      errorMessage: 'x',
      nextModelId: null,
      wasCalled: true,
    } as const;
    expect(() => log.append({ ...failed, attempt })).toThrow('not plain data');
  });
});
