import type { Random } from './random.ts';
import type { Subject } from './subject.ts';

/** `{a}` and `{b}` are two of the prompt's topics. */
const remarks = [
  'When it comes to {a}, the first question is what you want it to do for you.',
  'Most questions about {a} come down to three things: what it costs, how long it takes, and who looks after it.',
  'It pays to keep {a} and {b} apart: they meet often, but they answer different questions.',
  'Start small: try {a} once, by hand, and write down what surprised you.',
  'Much of {a} depends on {b}, and that is where the interesting choices are.',
  'If you measure only one thing about {a}, measure what happens on a bad day.',
  'There is a trade-off here: the more you ask of {a}, the less room is left for {b}.',
  'The plain version of {a} is usually the one that lasts.',
  'Before you compare options for {a}, agree on what a good result looks like.',
  'Wherever you get stuck with {a}, look at {b}: the trouble often begins there.',
  'The quickest way into {a} is a single concrete example, followed from end to end.',
  'With {a}, the last tenth of the work tends to take as long as the rest.',
  'Put a date and a number on {a}, and the discussion becomes shorter.',
  'A short list of what {a} should not do is worth as much as a list of what it should.',
  'Questions about {a} get easier once {b} has an owner.',
  'The best time to revisit {a} is just after something went wrong with it.',
  'An example helps more than a rule here.',
  'The rest can wait until that is clear.',
  'You can always come back to it later.',
  'It need not be perfect, only honest.',
] as const;

/** Remarks on the subject, without end. No remark is repeated before all have been used. */
export function* endlessRemarks(subject: Subject, random: Random): Generator<string, never> {
  const [first, ...others] = subject.phrases;
  const fitting = remarks.filter((remark) => others.length > 0 || !remark.includes('{b}'));
  let turn = 0;
  for (;;) {
    for (const remark of random.shuffle(fitting)) {
      const topic = subject.phrases[turn % subject.phrases.length] ?? first;
      yield fill(remark, topic, subject.phrases[(turn + 1) % subject.phrases.length] ?? first);
      turn++;
    }
  }
}

function fill(remark: string, first: string, second: string): string {
  return remark.replace(/\{([ab])\}/g, (_, slot: string) => (slot === 'a' ? first : second));
}
