import { describe, expect, it } from 'vitest';
import { withoutMember } from './choose-weaker-form.ts';
import { LearnedForms } from './learned-forms.ts';

describe('learned forms', () => {
  it('are of one model, in the order in which they were learned', () => {
    const learned = new LearnedForms();
    learned.add('a', [withoutMember('x')]);
    learned.add('a', [withoutMember('y'), withoutMember('x')]);
    expect(learned.of('a')?.map(({ id }) => id)).toEqual(['without x', 'without y']);
    expect(learned.of('b')).toBeNull();
  });

  it('are forgotten after an hour, since a server may have been updated', () => {
    let nowMs = 0;
    const learned = new LearnedForms(() => nowMs);
    learned.add('a', [withoutMember('x')]);
    nowMs = 3_599_999;
    expect(learned.of('a')).toHaveLength(1);
    nowMs = 3_600_000;
    expect(learned.of('a')).toBeNull();
  });

  it('are kept for a thousand models', () => {
    const learned = new LearnedForms();
    for (let index = 0; index <= 1_000; index += 1) learned.add(`m${index}`, [withoutMember('x')]);
    expect(learned.of('m0')).toBeNull();
    expect(learned.of('m1')).toHaveLength(1);
    expect(learned.of('m1000')).toHaveLength(1);
  });
});
