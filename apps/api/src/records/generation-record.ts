import type { Generation, SettledAttempt } from '../generation/generation.ts';
import type { GenerationPlanRow, RecordedGeneration } from './generation-columns.ts';
import { quotingCodes, quotingKinds, redactedMessage } from './quoting-errors.ts';

/** A generation for the database, with or without its content. */
export type GenerationRecord = { generation: Generation; keepsContent: boolean };

/** A generation whose process ended before it, for the database. Its content is lost. */
export type InterruptedRecord = { generation: RecordedGeneration; plan: GenerationPlanRow };

/** Without stored content, messages that may quote it are redacted too. The codes still name the failure. */
export function toGenerationRecord(generation: Generation, keepsContent: boolean): GenerationRecord {
  return { generation: keepsContent ? generation : withoutQuotes(generation), keepsContent };
}

function withoutQuotes(generation: Generation): Generation {
  const { failure, attempts } = generation;
  const isRedacted = failure !== null && quotingCodes.includes(failure.code);
  return {
    ...generation,
    failure: isRedacted ? { ...failure, message: redactedMessage } : failure,
    attempts: attempts.map(withoutQuote),
  };
}

function withoutQuote(attempt: SettledAttempt): SettledAttempt {
  const { errorKind } = attempt;
  return errorKind !== null && quotingKinds.includes(errorKind)
    ? { ...attempt, errorMessage: redactedMessage }
    : attempt;
}
