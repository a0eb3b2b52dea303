import type { Audit, AuditEvent, UnsuccessfulEvent } from '../audit/audit.ts';

/** An audit log in memory. */
export class FakeAudit implements Audit {
  readonly entries: AuditEvent[] = [];
  /** `record` throws this error if it is set. */
  failure: Error | null = null;
  problemText: string | null = null;

  async record(event: AuditEvent): Promise<void> {
    if (this.failure !== null) throw this.failure;
    this.entries.push(event);
  }

  recordUnsuccessful(event: UnsuccessfulEvent): void {
    this.entries.push(event);
  }

  problem(): string | null {
    return this.problemText;
  }
}
