import { z } from 'zod';

/** The recorded facts of callers, in the file's form. */
export const attributionEntry = z.strictObject({
  user_agent_tag: z
    .boolean()
    .nullish()
    .describe(
      "Whether the name of a request's client, from its header User-Agent, is a tag, as agent:curl. Default false.",
    ),
});
