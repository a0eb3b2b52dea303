import type { JsonRecord } from '../../json-value.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';
import type { WorkBudget } from './work-budget.ts';

/** What an instance is made from. */
export type Filling = {
  /** The whole document: what `$ref` points into. */
  root: JsonRecord;
  subject: Subject;
  random: Random;
  /** Which of the prompt's names to use first: 0 the first. Tells parallel tool calls apart. */
  turn: number;
  /** Once it is spent, values are null and lists and objects end. */
  budget: WorkBudget;
};

/** Where in the instance a value stands. */
export type Place = { property: string; depth: number };
