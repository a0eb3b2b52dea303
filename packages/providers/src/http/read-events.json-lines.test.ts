import { describe, expect, it } from 'vitest';
import { EventReader } from './read-events.ts';

describe('EventReader, for JSON by lines', () => {
  it('returns each line with the read that completes it, and never a blank line', () => {
    const reader = new EventReader();
    expect(reader.read(Buffer.from('{"a":1}\r\n\n{"b"'))).toEqual(['{"a":1}']);
    expect(reader.read(Buffer.from(':2}\n{"c":3}'))).toEqual(['{"b":2}']);
    expect(reader.end()).toEqual(['{"c":3}']);
    expect(reader.end()).toEqual([]);
  });

  it('refuses a line beyond its limit', () => {
    const reader = new EventReader(10);
    expect(() => reader.read(Buffer.from('{"a":12345'))).not.toThrow();
    expect(() => reader.read(Buffer.from('6'))).toThrow('longer than 10 bytes');
  });
});
