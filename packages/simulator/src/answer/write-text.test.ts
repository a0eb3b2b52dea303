import { describe, expect, it } from 'vitest';
import { questionOf } from '../testing/question.ts';
import type { Question } from './question.ts';
import { Random } from './random.ts';
import { readSubject } from './subject.ts';
import { countTokens } from './tokens.ts';
import { writeText } from './write-text.ts';

function write(prompt: string, changes: Partial<Question> = {}): string {
  return writeText(questionOf(prompt, changes), readSubject(prompt), new Random(1));
}

describe('writeText', () => {
  it('uses the words of the prompt, and says that a simulator answers', () => {
    const text = write('Explain how a penstock feeds a turbine');
    expect(text).toContain('penstock');
    expect(text).toContain('turbine');
    expect(text).toContain('sandbox model');
  });

  it('gives the same text for the same request', () => {
    expect(write('What is a penstock?')).toBe(write('What is a penstock?'));
  });

  it.each([
    ['a greeting', 'Hello!', /^(Hello|Hi)/],
    ['a list with as many points as named', 'Give me 7 tips for sailing', /^7\. \*\*/m],
    ['code in the language named', 'Write a TypeScript function that sorts invoices', /```typescript\n[\s\S]+```/],
    ['Python where none is named', 'Write a function that sorts invoices', /```python\ndef sorts_invoices/],
    ['SQL', 'Write a SQL query over orders', /```sql\n/],
    ['TypeScript for JavaScript too', 'Write a JavaScript function', /```typescript\n/],
    ['a table for a comparison', 'Compare rivers and lakes', /\| \| Rivers \| Lakes \|/],
  ])('writes %s', (_, prompt, expected) => {
    expect(write(prompt)).toMatch(expected);
  });

  it.each([
    ['Reply with only the word pong', 'pong'],
    ['Say exactly: all is well', 'all is well'],
    ['Please say "good morning, Ada"', 'good morning, Ada'],
    ["Say 'it's done' now", "it's done"],
    ['Repeat after me: “Grüße, it’s 水力発電 🌊!”', 'Grüße, it’s 水力発電 🌊!'],
  ])('repeats dictated words and nothing else: %j', (prompt, expected) => {
    expect(write(prompt)).toBe(expected);
  });

  it.each([1, 2, 3, 5, 8, 20, 150])('writes %i words on request', (count) => {
    const text = write(`Describe the sea in ${count} words`);
    expect(text.split(/\s+/)).toHaveLength(count);
    expect(text).toMatch(/\.$/);
  });

  it.each([1, 60, 1000])('writes %i tokens on request', (count) => {
    expect(countTokens(write(`Write ${count} tokens about rivers`))).toBe(count);
  });

  it('writes the requested paragraphs and sentences', () => {
    expect(write('Write three paragraphs about rivers').split('\n\n')).toHaveLength(3);
    expect(write('Describe rivers in one sentence')).toMatch(/^[^.?]*[.?]$/);
  });

  it("uses the header's number of tokens, for any prompt", () => {
    expect(countTokens(write('Say "hi"', { exactTokens: 42 }))).toBe(42);
  });
});
