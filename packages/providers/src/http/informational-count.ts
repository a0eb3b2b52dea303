import type { Dispatcher } from 'undici';

/** No server sends more before its answer. */
export const mostInformational = 16;

/** The error code of a connection that is closed for sending more. */
export const tooManyInformational = 'TOO_MANY_INFORMATIONAL';

/** Counts the responses 1xx before an answer, and closes a connection that sends too many. */
export class InformationalCount {
  #count = 0;

  /** Counts one more. */
  note(controller: Dispatcher.DispatchController): void {
    this.#count += 1;
    if (this.#count > mostInformational) {
      const message = `More than ${mostInformational} informational responses came.`;
      controller.abort(Object.assign(new Error(message), { code: tooManyInformational }));
    }
  }
}
