import type { Generation, SettledAttempt } from '../generation/generation.ts';
import type { GenerationPlanRow, RecordedGeneration } from './generation-columns.ts';
import { quotingCodes, quotingKinds, wordsNotKept } from './quoting-errors.ts';

/** A generation as it is recorded: with what was asked and answered, or without. */
export type GenerationRecord = { generation: Generation; keepsContent: boolean };

/** A generation whose process has ended before it, as it is recorded: nothing of what was said is known any more. */
export type InterruptedRecord = { generation: RecordedGeneration; plan: GenerationPlanRow };

/** Where the content is not kept, messages that may quote it are not either; the codes say what failed. */
export function toGenerationRecord(generation: Generation, keepsContent: boolean): GenerationRecord {
  return { generation: keepsContent ? generation : withoutQuotes(generation), keepsContent };
}

function withoutQuotes(generation: Generation): Generation {
  const { failure, attempts } = generation;
  const isStruck = failure !== null && quotingCodes.includes(failure.code);
  return {
    ...generation,
    failure: isStruck ? { ...failure, message: wordsNotKept } : failure,
    attempts: attempts.map(withoutQuote),
  };
}

function withoutQuote(attempt: SettledAttempt): SettledAttempt {
  const { errorKind } = attempt;
  return errorKind !== null && quotingKinds.includes(errorKind) ? { ...attempt, errorMessage: wordsNotKept } : attempt;
}
