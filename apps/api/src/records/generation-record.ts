import type { RetentionPolicy } from '@penstock/router';
import type { Generation, SettledAttempt } from '../generation/generation.ts';
import type { Caller, Delivery } from '../generation/generation-request.ts';
import type { GenerationPlanRow, RecordedGeneration } from './generation-columns.ts';
import { quotingCodes, quotingKinds, redactedMessage } from './quoting-errors.ts';

/** A generation for the database, with or without its content. */
export type GenerationRecord = { generation: Generation; keepsContent: boolean };

/** A generation whose process ended first, for the database. Its content is lost. */
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

/** Of a request, what decides whether its content is kept. */
type KeptRequest = {
  caller: Pick<Caller, 'workspaceId'>;
  delivery: Pick<Delivery, 'mayKeepContent'>;
};

/**
 * Whether request and answer are stored: the policy must store them for the workspace, and the request must allow it.
 */
export function keepsContent(
  retention: Pick<RetentionPolicy, 'keepsContent' | 'workspaces'>,
  { caller, delivery }: KeptRequest,
): boolean {
  return delivery.mayKeepContent && (retention.workspaces.get(caller.workspaceId) ?? retention.keepsContent);
}
