import type { Random } from './random.ts';
import type { Subject } from './subject.ts';

/** The thinking that comes before the answer of a model that thinks aloud. */
export function writeReasoning(subject: Subject, random: Random): string {
  const [topic, other] = subject.phrases;
  const opening = random.pick([
    `The question is about ${topic}.`,
    `I am asked about ${topic}.`,
    `First, what is wanted here: something on ${topic}.`,
  ]);
  const middle =
    other === undefined
      ? 'Nothing else is named, so I keep to that.'
      : `It also names ${other}, so both have to appear.`;
  const closing = random.pick([
    'A direct answer first, the reasons after it.',
    'I keep it short and put the most useful part first.',
    'I should be honest that I am a sandbox and know nothing of my own.',
  ]);
  return `${opening} ${middle} ${closing}`;
}
