import type { AuditEvent } from './audit.ts';

export type SamplerTools = {
  record(event: AuditEvent): Promise<void>;
};

/** The bounds of the entries of unsuccessful attempts. */
export type SamplerPace = {
  /** The time for which further attempts of one caller at one action are counted into one entry. Milliseconds. */
  windowMs: number;
  /** The most callers and actions counted separately within a window. All others share one entry. */
  mostKeys: number;
};

const usualPace: SamplerPace = { windowMs: 3_600_000, mostKeys: 100 };

type Counted = { event: AuditEvent; more: number };

/**
 * Writes few entries for refused and failed attempts, so that an attacker cannot fill the disk. The first attempt of a
 * caller at an action is written at once. Further ones are counted, and written as one entry when the window ends. A
 * window has at most two entries per caller and action, for `mostKeys` of them.
 */
export class UnsuccessfulSampler {
  readonly #tools: SamplerTools;
  readonly #pace: SamplerPace;
  #counts = new Map<string, Counted>();
  #others: Counted | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(tools: SamplerTools, pace: Partial<SamplerPace> = {}) {
    this.#tools = tools;
    this.#pace = { ...usualPace, ...pace };
  }

  take(event: AuditEvent): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#pace.windowMs).unref();
    const key = [event.action, event.errorCode, event.actor?.id, event.address, event.target?.id].join('\n');
    const counted = this.#counts.get(key);
    if (counted !== undefined) counted.more += 1;
    else if (this.#counts.size < this.#pace.mostKeys) {
      this.#counts.set(key, { event, more: 0 });
      void this.#tools.record(event);
    } else if (this.#others === null) {
      // Callers and targets differ, so the entry names none.
      this.#others = { event: { ...event, actor: null, target: null, requestId: null, address: null }, more: 1 };
    } else this.#others.more += 1;
  }

  /** Ends the window: writes the counted attempts. */
  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const counted = [...this.#counts.values(), ...(this.#others === null ? [] : [this.#others])];
    this.#counts = new Map();
    this.#others = null;
    for (const { event, more } of counted) {
      if (more > 0) await this.#tools.record({ ...event, requestId: null, count: more });
    }
  }
}
