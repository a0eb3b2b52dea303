/** Thrown with all wrong variables of the environment, one line each. The operator can correct them. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}
