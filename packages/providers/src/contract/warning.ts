/** Something that a request asks for and the provider's protocol cannot carry, and what was done instead. */
export type Warning = {
  /** The place in the request: `messages.2.parts.0`, `seed`. */
  path: string;
  /** `dropped`: it was left out. `converted`: it went in another form. `clamped`: the nearest value that is allowed went. */
  action: 'dropped' | 'converted' | 'clamped';
  /** One sentence for people, without content of the request. */
  message: string;
};
