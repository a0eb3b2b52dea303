import type { Form } from './form.ts';

const headings = [
  'Decide what matters',
  'Begin with one example',
  'Write it down',
  'Try it on a bad day',
  'Leave something out',
  'Ask who will own it',
  'Measure once',
  'Compare two ways',
  'Keep a way back',
  'Look at it again',
] as const;

/** Numbered points, as many as the prompt names. */
export const list: Form = {
  suits: (prompt) =>
    /\b(list|ideas|steps|tips|ways|reasons|bullet|brainstorm|names? for|top \d+|how (?:do|can|to))\b/i.test(prompt),
  write: ({ subject, random, remarks }) => {
    const named = subject.numbers.find((number) => Number.isInteger(number) && number >= 2 && number <= 20);
    const count = named ?? random.integer(3, 5);
    const order = random.shuffle(headings);
    const points = Array.from({ length: count }, (_, index) => {
      return `${index + 1}. **${order[index % order.length]}.** ${remarks.next().value}`;
    });
    return [
      `Here are ${count} points on **${subject.phrases[0]}**:`,
      points.join('\n'),
      `That is usually enough to begin with ${subject.phrases[0]}.`,
    ];
  },
};
