import { upperFirst } from '../subject.ts';
import type { Form } from './form.ts';

/** Paragraphs; what everything gets that asks for nothing else. */
export const explanation: Form = {
  suits: () => true,
  write: ({ subject, random, remarks }) => {
    const [topic, other] = subject.phrases;
    const opening = random.pick([
      `Let us look at **${topic}**, as far as a sandbox can.`,
      `**${upperFirst(topic)}**: here is how a model might answer.`,
      `You asked about **${topic}**${other === undefined ? '' : `, with ${other} in mind`}.`,
      `A word on **${topic}**${other === undefined ? '' : ` and **${other}**`}, to begin with.`,
    ]);
    const take = (count: number): string => Array.from({ length: count }, () => remarks.next().value).join(' ');
    return [`${opening} ${take(random.integer(1, 2))}`, take(random.integer(2, 3))];
  },
};
