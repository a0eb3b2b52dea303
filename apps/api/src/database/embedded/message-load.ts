/**
 * The most protocol messages of an idle process between two checks. Without callers there are 30 to 50 in ten seconds.
 */
const idleMessages = 60;

/** Counts the messages to the embedded database, to find out whether callers use it. */
export class MessageLoad {
  #count = 0;

  note(): void {
    this.#count++;
  }

  /**
   * Whether more messages came since the last call than in an idle process. True once after a long rest too, since only a
   * grown heap leads to a call.
   */
  takeIsHigh(): boolean {
    const isHigh = this.#count > idleMessages;
    this.#count = 0;
    return isHigh;
  }
}
