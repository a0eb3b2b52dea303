import type { JsonRecord } from '../../json-value.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../subject.ts';
import type { WorkBudget } from './work-budget.ts';

/** The inputs for an instance of a schema. */
export type Filling = {
  /** The whole document that `$ref` points into. */
  root: JsonRecord;
  subject: Subject;
  random: Random;
  /** Index of the first name of the prompt to use. Parallel tool calls start at different names. */
  turn: number;
  /** When the budget is spent, values are null, and lists and objects end. */
  budget: WorkBudget;
};

/** The place of a value in the instance. */
export type Place = { property: string; depth: number };
