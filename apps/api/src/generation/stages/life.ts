import { holdMemory } from './hold-memory.ts';
import { keep } from './keep.ts';
import { limitRate } from './limit-rate.ts';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { recall } from './recall.ts';
import { record } from './record.ts';
import { reserve } from './reserve.ts';
import { run } from './run.ts';
import { settle } from './settle.ts';
import type { Asked, Planned, Ran, Recalled, Reserved, Settled, Stage } from './stage.ts';

type Life = readonly [
  Stage<Asked, Asked>,
  Stage<Asked, Asked>,
  Stage<Asked, Planned>,
  Stage<Planned, Recalled>,
  Stage<Recalled, Recalled>,
  Stage<Recalled, Reserved>,
  Stage<Reserved, Ran>,
  Stage<Ran, Settled>,
  Stage<Settled, Settled>,
  Stage<Settled, Settled>,
];

/** The stages of a generation, in order. The type states the facts that are known after each stage. */
export const life: Life = [holdMemory, prepare, plan, recall, limitRate, reserve, run, settle, keep, record];

/** The stages before anything is reserved or called. The query `plan` runs these. */
export const planning: readonly [Life[1], Life[2]] = [prepare, plan];
