import type { Dispatcher } from 'undici';

const maximumUnreadBytes = 256 * 1024;
/** After so many bytes of an answer, other calls get a turn. */
const bytesPerTurn = 64 * 1024;

/** Pauses the reading of one response while its reader is behind, and so that other calls get turns. */
export class ReadPace {
  #controller: Dispatcher.DispatchController | null = null;
  #unreadBytes = 0;
  #bytesOfTurn = 0;
  #isYielding = false;
  #isOver = false;

  /** Bytes came. `isTaken`: the reader has taken them and all before them. */
  note(controller: Dispatcher.DispatchController, bytes: number, isTaken: boolean): void {
    this.#controller = controller;
    this.#unreadBytes = isTaken ? 0 : this.#unreadBytes + bytes;
    if (this.#unreadBytes > maximumUnreadBytes) controller.pause();
    this.#bytesOfTurn += bytes;
    if (this.#bytesOfTurn >= bytesPerTurn && !this.#isYielding) this.#yieldTurn(controller);
  }

  /** Nothing is unread any more: reads on. */
  readOn(): void {
    this.#unreadBytes = 0;
    this.#resume();
  }

  /** Nothing is read any more. */
  end(): void {
    this.#isOver = true;
  }

  /** Reads nothing more in this turn of the event loop. */
  #yieldTurn(controller: Dispatcher.DispatchController): void {
    this.#isYielding = true;
    this.#bytesOfTurn = 0;
    controller.pause();
    setImmediate(() => {
      this.#isYielding = false;
      this.#resume();
    });
  }

  /** Reads on, unless the reader is behind or other calls have not had a turn. */
  #resume(): void {
    if (this.#isOver || this.#isYielding || this.#unreadBytes > maximumUnreadBytes) return;
    if (this.#controller?.paused) this.#controller.resume();
  }
}
