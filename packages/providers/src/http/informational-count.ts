import type { Dispatcher } from 'undici';

/** No server has more to say before its answer. */
export const mostInformational = 16;

/** The code of the error with which a connection is closed that brings more. */
export const tooManyInformational = 'TOO_MANY_INFORMATIONAL';

/** Counts the responses 1xx before an answer, and closes the connection of an upstream that sends them without end. */
export class InformationalCount {
  #count = 0;

  /** One more has come. */
  note(controller: Dispatcher.DispatchController): void {
    this.#count += 1;
    if (this.#count > mostInformational) {
      const message = `More than ${mostInformational} informational responses came.`;
      controller.abort(Object.assign(new Error(message), { code: tooManyInformational }));
    }
  }
}
