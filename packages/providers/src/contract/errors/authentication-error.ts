import { ProviderError } from './provider-error.ts';

/** The key is missing, wrong, or not allowed to use the model. The next try with the same key fails too. */
export class AuthenticationError extends ProviderError {
  override readonly kind = 'authentication';
}

/** Whether a thrown value is an `AuthenticationError`. */
export function isAuthenticationError(error: unknown): error is AuthenticationError {
  return error instanceof AuthenticationError;
}
