import type { Dispatcher } from 'undici';

const maximumUnreadBytes = 256 * 1024;
/** After this number of bytes of an answer, other calls get a turn. */
const bytesPerTurn = 64 * 1024;

/** Pauses the reading of a response while its reader is behind, and to give other calls a turn. */
export class ReadPace {
  #controller: Dispatcher.DispatchController | null = null;
  #unreadBytes = 0;
  #bytesOfTurn = 0;
  #isYielding = false;
  #isOver = false;

  /** Records received bytes. `isTaken`: the reader has taken them and all bytes before them. */
  note(controller: Dispatcher.DispatchController, bytes: number, isTaken: boolean): void {
    this.#controller = controller;
    this.#unreadBytes = isTaken ? 0 : this.#unreadBytes + bytes;
    if (this.#unreadBytes > maximumUnreadBytes) controller.pause();
    this.#bytesOfTurn += bytes;
    if (this.#bytesOfTurn >= bytesPerTurn && !this.#isYielding) this.#yieldTurn(controller);
  }

  /** Continues reading, because no data is unread any more. */
  readOn(): void {
    this.#unreadBytes = 0;
    this.#resume();
  }

  /** Ends reading. */
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

  /** Continues reading, unless the reader is behind or other calls have not had a turn. */
  #resume(): void {
    if (this.#isOver || this.#isYielding || this.#unreadBytes > maximumUnreadBytes) return;
    if (this.#controller?.paused) this.#controller.resume();
  }
}
