/** A setting of a request that the provider's protocol cannot carry, and the action taken instead. */
export type Warning = {
  /** The place in the request: `messages.2.parts.0`, `seed`. */
  path: string;
  /** `dropped`: it was left out. `converted`: another form was sent. `clamped`: the nearest allowed value was sent. */
  action: 'dropped' | 'converted' | 'clamped';
  /** One sentence for operators and callers, without content of the request. */
  message: string;
};
