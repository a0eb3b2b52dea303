import type { Dispatcher } from 'undici';

/** No server sends more of them before its answer. */
export const mostInformational = 16;

/** The error code of a connection that was closed because it sent more. */
export const tooManyInformational = 'TOO_MANY_INFORMATIONAL';

/** Counts the 1xx responses before an answer, and closes a connection that sends too many. */
export class InformationalCount {
  #count = 0;

  /** Counts one more response. */
  note(controller: Dispatcher.DispatchController): void {
    this.#count += 1;
    if (this.#count > mostInformational) {
      const message = `More than ${mostInformational} informational responses came.`;
      controller.abort(Object.assign(new Error(message), { code: tooManyInformational }));
    }
  }
}
