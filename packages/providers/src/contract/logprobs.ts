/**
 * The log probabilities of an answer's tokens, unchanged in OpenAI's form: of its text and of its refusal. A list is
 * empty if there are none.
 */
export type Logprobs = {
  content: readonly TokenLogprob[];
  refusal: readonly TokenLogprob[];
};

/** One token: `token`, `logprob`, `bytes` and `top_logprobs`. */
export type TokenLogprob = Readonly<Record<string, unknown>>;
