import type { Dispatcher } from 'undici';

/** No server has more to say before its answer. */
const mostInformational = 16;

/** Counts the responses 1xx before an answer, and closes the connection of an upstream that sends them without end. */
export class InformationalCount {
  #count = 0;

  /** One more has come. */
  note(controller: Dispatcher.DispatchController): void {
    this.#count += 1;
    if (this.#count > mostInformational) {
      controller.abort(new Error(`it sent more than ${mostInformational} informational responses`));
    }
  }
}
