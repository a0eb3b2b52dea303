/** A task that runs at a given time. */
export interface TimedTask {
  /** Set by the wheel: the tick at which the task is due, -1 for none. */
  dueTick: number;
  wake(nowMs: number): void;
}

const tickMs = 2;
const slotCount = 1024;

/**
 * One timer for all running answers. Each task is in the slot of its tick. A task beyond one turn of the wheel stays in
 * its slot until its turn. No timer runs without tasks.
 */
export class TimingWheel {
  readonly #slots: TimedTask[][] = Array.from({ length: slotCount }, () => []);
  #waiting = 0;
  #nextTick = 0;
  #timer: NodeJS.Timeout | null = null;
  #timerTick = 0;
  #isStopped = false;

  /** Wakes the task at `atMs` (of `performance.now()`) or up to two milliseconds later. A task has one time. */
  schedule(task: TimedTask, atMs: number): void {
    if (this.#isStopped) return;
    if (this.#waiting === 0) this.#nextTick = Math.floor(performance.now() / tickMs);
    const tick = Math.max(Math.ceil(atMs / tickMs), this.#nextTick + 1);
    task.dueTick = tick;
    this.#slots[tick % slotCount]?.push(task);
    this.#waiting++;
    this.#arm(tick);
  }

  /** Cancels the task. It leaves the wheel at its slot's next turn. */
  cancel(task: TimedTask): void {
    task.dueTick = -1;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const slot of this.#slots) slot.length = 0;
    this.#waiting = 0;
  }

  #arm(tick: number): void {
    if (this.#timer !== null) {
      if (this.#timerTick <= tick) return;
      clearTimeout(this.#timer);
    }
    this.#timerTick = tick;
    this.#timer = setTimeout(() => this.#turn(), Math.max(0, tick * tickMs - performance.now()));
  }

  #turn(): void {
    this.#timer = null;
    const nowMs = performance.now();
    const currentTick = Math.floor(nowMs / tickMs);
    const slots = Math.min(currentTick - this.#nextTick, slotCount);
    const firstTick = currentTick - slots + 1;
    this.#nextTick = currentTick;
    for (let tick = firstTick; tick <= currentTick; tick++) this.#empty(tick % slotCount, currentTick, nowMs);
    this.#armForNext();
  }

  #empty(index: number, currentTick: number, nowMs: number): void {
    const slot = this.#slots[index];
    if (slot === undefined || slot.length === 0) return;
    this.#slots[index] = [];
    for (const task of slot) {
      if (task.dueTick > currentTick) {
        this.#slots[task.dueTick % slotCount]?.push(task);
        continue;
      }
      this.#waiting--;
      if (task.dueTick === -1) continue;
      task.dueTick = -1;
      task.wake(nowMs);
    }
  }

  #armForNext(): void {
    if (this.#waiting === 0) return;
    for (let ahead = 1; ahead <= slotCount; ahead++) {
      const tick = this.#nextTick + ahead;
      if ((this.#slots[tick % slotCount]?.length ?? 0) > 0) {
        this.#arm(tick);
        return;
      }
    }
  }
}
