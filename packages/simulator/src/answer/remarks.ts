import type { Random } from './random.ts';
import type { Subject } from './subject.ts';
import { upperFirst } from './subject.ts';

/** `{a}` and `{b}` are two of the prompt's topics; `{A}` and `{B}` the same at the start of a sentence. */
const remarks = [
  'When it comes to {a}, the first question is what you want it to do for you.',
  'Most questions about {a} come down to three things: what it costs, how long it takes, and who looks after it.',
  'It pays to keep {a} and {b} apart: they meet often, but they answer different questions.',
  'Start small: try {a} once, by hand, and write down what surprised you.',
  'Much of {a} depends on {b}, and that is where the interesting choices are.',
  'A common mistake is to settle {b} first and to treat {a} as a detail.',
  'If you measure only one thing about {a}, measure what happens on a bad day.',
  'There is a trade-off here: the more you ask of {a}, the less room is left for {b}.',
  'In practice, work on {a} goes well when somebody can explain it in one sentence.',
  'Little about {a} has to be decided for ever; a choice that is easy to undo beats a perfect one.',
  'Think of {b} as the frame and of {a} as the picture: one holds the other in place.',
  'The details of {a} change from case to case, yet the order of the steps rarely does.',
  'Ask two people about {a} and you will hear two answers, both right for the case they have in mind.',
  'The plain version of {a} is usually the one that lasts.',
  'Before you compare options for {a}, agree on what a good result looks like.',
  'Wherever you get stuck with {a}, look at {b}: the trouble often begins there.',
  'Good notes on {a} save more time than good tools for it.',
  'The quickest way into {a} is a single concrete example, followed from end to end.',
  'What works for {a} at ten may not work at ten thousand, so it helps to know which of the two you have.',
  'With {a}, the last tenth of the work tends to take as long as the rest.',
  'Nobody regrets having tested {a} early.',
  'The connection between {a} and {b} is looser than it looks, which leaves you free to change one at a time.',
  'Put a date and a number on {a}, and the discussion becomes shorter.',
  'New to {a}? Then {b} can be a friendly place to begin.',
  'Half of {a} is naming things well; the other half is leaving things out.',
  'A short list of what {a} should not do is worth as much as a list of what it should.',
  'With {a} in place, {b} will follow with less effort than expected.',
  'Look at {a} from the far end: what would be missed tomorrow?',
  'Simple habits carry {a} further than clever tricks.',
  'It is fine to copy how others handle {a}, as long as you know why they do it.',
  'Questions about {a} get easier once {b} has an owner.',
  'The best time to revisit {a} is just after something went wrong with it.',
] as const;

/** What may follow a remark. */
const followUps = [
  'That sounds obvious, and is forgotten just as often.',
  'The rest can wait until that is clear.',
  'It takes an afternoon and saves a week.',
  'A note on paper is enough to begin with.',
  'Most surprises come from there.',
  'You can always come back to it later.',
  'What matters is that somebody looks at the result.',
  'Much else follows from it.',
  'An example helps more than a rule here.',
  'It is the part that nobody writes down.',
  'Try it and see.',
  'Half of the answer lies in how the question is put.',
  'Few people disagree once they have seen it.',
  'It need not be perfect, only honest.',
] as const;

const shareOfFollowUps = 0.45;

/** Remarks on the subject without end, none repeated before all have been used. */
export function* endlessRemarks(subject: Subject, random: Random): Generator<string, never> {
  const [first, ...others] = subject.phrases;
  const fitting = remarks.filter((remark) => others.length > 0 || !/\{b\}/i.test(remark));
  const spare: string[] = [];
  let turn = 0;
  for (;;) {
    for (const remark of random.shuffle(fitting)) {
      const topic = subject.phrases[turn % subject.phrases.length] ?? first;
      yield fill(remark, topic, subject.phrases[(turn + 1) % subject.phrases.length] ?? first);
      turn++;
      if (random.next() >= shareOfFollowUps) continue;
      if (spare.length === 0) spare.push(...random.shuffle(followUps));
      yield spare.pop() ?? followUps[0];
    }
  }
}

function fill(remark: string, first: string, second: string): string {
  return remark.replace(/\{([abAB])\}/g, (_, slot: string) => {
    const topic = slot.toLowerCase() === 'a' ? first : second;
    return slot === slot.toUpperCase() ? upperFirst(topic) : topic;
  });
}

/** The next `count` remarks as one paragraph. */
export function paragraph(remarks: Iterator<string, never>, count: number): string {
  const sentences: string[] = [];
  for (let taken = 0; taken < count; taken++) sentences.push(remarks.next().value);
  return sentences.join(' ');
}
