import { upperFirst } from '../subject.ts';
import type { Form } from './form.ts';

const rows = [
  ['First steps', 'quick to try', 'takes a little reading'],
  ['Day to day', 'asks for attention', 'runs by itself'],
  ['At scale', 'grows in steps', 'grows evenly'],
  ['Way back', 'easy to undo', 'better planned ahead'],
] as const;

/** A table of two topics side by side. */
export const comparison: Form = {
  suits: (prompt) => /\b(compare|comparison|versus|vs\.?|differences? between|pros and cons)\b/i.test(prompt),
  write: ({ subject, random, remarks }) => {
    const left = upperFirst(subject.topics[0]);
    const right = upperFirst(subject.topics[1] ?? 'the alternative');
    const lines = random
      .shuffle(rows)
      .slice(0, 3)
      .map(([aspect, one, two]) => `| ${aspect} | ${one} | ${two} |`);
    return [
      `**${left}** and **${right}**, side by side:`,
      [`| | ${left} | ${right} |`, '|---|---|---|', ...lines].join('\n'),
      `${remarks.next().value} ${remarks.next().value}`,
    ];
  },
};
