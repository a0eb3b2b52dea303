import { describe, expect, it } from 'vitest';
import { readSubject } from './subject.ts';

describe('readSubject', () => {
  it('finds the key words and leaves out question words', () => {
    expect(readSubject('Please explain how a hydroelectric turbine works').topics).toEqual(['hydroelectric turbine']);
    expect(readSubject('Compare PostgreSQL and SQLite').topics).toEqual(['PostgreSQL', 'SQLite']);
  });

  it('keeps the article for sentences and swaps the person', () => {
    expect(readSubject('Tell me about the sea and my boat').phrases).toEqual(['the sea', 'your boat']);
  });

  it('names no topic twice and no more than six', () => {
    expect(readSubject('rivers, dams, rivers, Rivers').topics).toEqual(['rivers', 'dams']);
    expect(readSubject('ab, cd, ef, gh, ij, kl, mn, op').topics).toHaveLength(6);
  });

  it('uses the message if it names nothing else', () => {
    expect(readSubject('How are you?').topics).toEqual(['your message']);
    expect(readSubject('').topics).toEqual(['your message']);
  });

  it('finds names, quoted words and numbers', () => {
    const { names, numbers } = readSubject('Weather in Paris and New York for 3 days below -2.5, tagged "summer trip"');
    expect(names).toEqual(['summer trip', 'Paris', 'New York']);
    expect(numbers).toEqual([3, -2.5]);
  });
});
