import type pg from 'pg';
import type { Viewer } from '../../access/viewer.ts';
import type { Audit, AuditEvent } from '../../audit/audit.ts';
import { changedMembers } from '../../audit/changed-members.ts';
import { ServiceError } from '../../errors/service-error.ts';

/** The change by a mutation, as its resolver knows it. A missing member is taken from the arguments and the result. */
export type AuditedChange = {
  /** The id of the changed object. Default: the argument `id` or `input.id`, else the id of the result. */
  id?: string;
  /** The workspace of the changed object. Default: that of the arguments or the result, else the caller's. */
  workspaceId?: string | null;
  /** The object before; null if it is new. Default null. */
  before?: unknown;
  /** The object after; null if it is removed. Default: the arguments. */
  after?: unknown;
};

/** The action and the type of the target that a mutation states. */
type Rule = { action: string; target: string };

type Call = {
  rule: Rule;
  args: Readonly<Record<string, unknown>>;
  context: { viewer: Viewer; services: { audit: Audit }; requestId: string; readAddress(): string | null };
};

/** The entry of one call of an audited mutation. */
export class MutationAudit {
  readonly #call: Call;
  readonly #audit: Audit;
  /** Read before the call, because the caller may leave during it. */
  readonly #address: string | null;
  #change: AuditedChange = {};
  #isRecorded = false;

  constructor(call: Call) {
    this.#call = call;
    this.#audit = call.context.services.audit;
    this.#address = call.context.readAddress();
    if (this.#audit.problem() === null) return;
    const message = 'Nothing can be changed while the audit log cannot be stored; try again in a moment.';
    throw new ServiceError('SHUTTING_DOWN', message);
  }

  /** Adds the change to the entry. The entry is written before the answer. */
  note(change: AuditedChange): void {
    this.#change = { ...this.#change, ...change };
  }

  /** Writes the entry in the transaction of the change, so that both are stored or neither. */
  async record(change: AuditedChange, client: pg.ClientBase): Promise<void> {
    this.note(change);
    await this.#audit.record(this.#succeeded(null), client);
    this.#isRecorded = true;
  }

  /** Writes the entry of a successful call, unless `record` did. */
  async succeed(result: unknown): Promise<void> {
    if (this.#isRecorded) return;
    try {
      await this.#audit.record(this.#succeeded(result));
    } catch (cause) {
      const message =
        'The change was made, but its audit entry is not stored yet. The log of the service has the entry.';
      throw new ServiceError('INTERNAL', message, { cause });
    }
  }

  /** Records a refused or failed call. */
  fail(errorCode: string): void {
    const { id } = this.#change;
    this.#audit.recordUnsuccessful({
      ...this.#facts(),
      target: targetOf(this.#call.rule, id ?? idOf(this.#call.args, null)),
      workspaceId: this.#workspaceOf(null),
      outcome: errorCode === 'FORBIDDEN' ? 'REFUSED' : 'FAILED',
      errorCode,
    });
  }

  #succeeded(result: unknown): AuditEvent {
    const { rule, args } = this.#call;
    const { id = idOf(args, result), before = null, after = args } = this.#change;
    return {
      ...this.#facts(),
      target: targetOf(rule, id),
      workspaceId: this.#workspaceOf(result),
      ...changedMembers(before, after),
      outcome: 'SUCCEEDED',
    };
  }

  #facts(): Pick<AuditEvent, 'actor' | 'action' | 'requestId' | 'address'> {
    const { viewer, requestId } = this.#call.context;
    return { actor: viewer.actor, action: this.#call.rule.action, requestId, address: this.#address };
  }

  #workspaceOf(result: unknown): string | null {
    const { args, context } = this.#call;
    const { workspaceId } = this.#change;
    if (workspaceId !== undefined) return workspaceId;
    return textOf(args, 'workspaceId') ?? textOf(result, 'workspaceId') ?? context.viewer.workspaceId;
  }
}

function targetOf({ target }: Rule, id: string | null): AuditEvent['target'] {
  return id === null ? null : { type: target, id };
}

function idOf(args: Readonly<Record<string, unknown>>, result: unknown): string | null {
  return textOf(args, 'id') ?? (typeof result === 'string' ? result : textOf(result, 'id'));
}

/** A text member of an object, or of its `input`. */
function textOf(value: unknown, name: string): string | null {
  if (!isRecord(value)) return null;
  const { [name]: own, input } = value;
  if (typeof own === 'string') return own;
  return isRecord(input) && typeof input[name] === 'string' ? input[name] : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
