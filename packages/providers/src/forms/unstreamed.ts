import type { WeakerForm } from './weaker-form.ts';

/** The answer as one document, for models that refuse to stream. The caller gets it as a stream of one piece. */
export const unstreamed: WeakerForm = {
  id: 'unstreamed',
  names: ['stream'],
  words:
    /verified to stream|stream(?:ing)?(?: mode| responses?| outputs?| requests?)? (?:is |are )?(?:not|un|disabled)|(?:not|n't) support stream(?:ing|s|ed)?\b(?!_)|does not stream/i,
  weaken: (call) => {
    if (call.isWhole || call.body.stream !== true) return null;
    const { stream_options: _, ...body } = call.body;
    return { ...call, body: { ...body, stream: false }, isWhole: true };
  },
  warning: null,
};
