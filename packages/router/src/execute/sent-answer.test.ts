import { describe, expect, it } from 'vitest';
import type { ExecutionEvent } from './execution-event.ts';
import { SentAnswer } from './sent-answer.ts';

const thought: ExecutionEvent = { type: 'reasoning-delta', text: 'Hm.' };
const text: ExecutionEvent = { type: 'text-delta', text: 'Hi' };
const call: ExecutionEvent = { type: 'tool-call-start', index: 0, id: 'c', name: 'look' };
const hidden: ExecutionEvent = { type: 'reasoning-end', state: { providerId: 'p', dialect: 'd', value: {} } };
const image: ExecutionEvent = { type: 'file', mediaType: 'image/png', data: 'AA' };
const restarted: ExecutionEvent = { type: 'restarted', modelId: 'm' };

describe('SentAnswer', () => {
  it.each<[ExecutionEvent[], string]>([
    [[], 'nothing'],
    [[thought], 'reasoning'],
    [[thought, text], 'text'],
    [[hidden], 'reasoning'],
    [[text, call], 'tool-calls'],
    [[image, text], 'tool-calls'],
    [[call, restarted], 'nothing'],
    [[call, restarted, thought], 'reasoning'],
  ])('after %j the caller has %s', (events, stage) => {
    const answer = new SentAnswer();
    for (const event of events) answer.add(event);
    expect(answer.stage).toBe(stage);
  });
});
