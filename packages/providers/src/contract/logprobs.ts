/**
 * The log probabilities of an answer's tokens, in OpenAI's form and as they came: of its text and of its refusal. A list
 * is empty where there are none.
 */
export type Logprobs = {
  content: readonly TokenLogprob[];
  refusal: readonly TokenLogprob[];
};

/** One token: `token`, `logprob`, `bytes` and `top_logprobs`. */
export type TokenLogprob = Readonly<Record<string, unknown>>;
