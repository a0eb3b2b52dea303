import { describe, expect, it } from 'vitest';
import { RequestLog } from './request-log.ts';

const facts = { dialect: 'openai', path: '/v1/models', headers: {} };

describe('RequestLog', () => {
  it('numbers requests from one and keeps the most recent requests', () => {
    const log = new RequestLog(3);
    for (let count = 0; count < 5; count++) log.add(facts);
    expect(log.list().map(({ number }) => number)).toEqual([3, 4, 5]);
  });

  it('drops old bodies when they take too much memory, and keeps the newest body, of any size', () => {
    const log = new RequestLog(100);
    const old = log.add(facts);
    const young = log.add(facts);
    log.keepBody(old, 'old', 20_000_000);
    log.keepBody(young, 'young', 40_000_000);
    expect(old.body).toBeNull();
    expect(young.body).toBe('young');
  });

  it('keeps bodies only of listed requests', () => {
    const log = new RequestLog(1);
    const old = log.add(facts);
    log.keepBody(old, 'old', 1);
    log.keepBody(log.add(facts), 'young', 1);
    expect(old.body).toBeNull();
  });

  it('can be cleared', () => {
    const log = new RequestLog(10);
    log.add(facts);
    log.clear();
    expect(log.list()).toEqual([]);
    expect(log.add(facts).number).toBe(2);
  });
});
