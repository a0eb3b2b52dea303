import { z } from 'zod';

/** Members that the request itself decides. */
const decided = ['model', 'messages', 'stream'];

/** Members that are added to every request of a provider or a model. */
export const extraBody = z
  .record(z.string(), z.unknown())
  .refine((members) => !decided.some((name) => Object.hasOwn(members, name)), {
    error: `may not contain ${decided.join(', ')}: the request sets them`,
  })
  .describe(
    "Members added to every request, as { chat_template_kwargs: { enable_thinking: false } }. Objects are joined member by member; a request's own value comes first, then the model's, then the provider's.",
  );
