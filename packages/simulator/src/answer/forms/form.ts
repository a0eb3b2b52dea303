import type { Question } from '../question.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';

/** What a form of answer writes from. */
export type Material = {
  question: Question;
  subject: Subject;
  random: Random;
  /** Remarks on the subject, without end. */
  remarks: Iterator<string, never>;
};

/** One way of answering: a list, code, a comparison. */
export type Form = {
  /** Whether the prompt asks for this form. */
  suits: (prompt: string) => boolean;
  /** The answer as blocks, to be joined by blank lines. */
  write: (material: Material) => string[];
};
