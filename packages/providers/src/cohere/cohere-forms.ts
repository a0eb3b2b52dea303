import { withoutMember } from '../forms/choose-weaker-form.ts';
import { jsonByInstructions, withInstructions } from '../forms/json-steps.ts';
import { stopCutHere } from '../forms/stop-step.ts';
import { unstreamed } from '../forms/unstreamed.ts';
import type { Forms, WeakerForm } from '../forms/weaker-form.ts';
import { schemaInstructions } from '../json/json-instructions.ts';
import { readList, readObject } from '../json/read-json-value.ts';

/** Cohere's own form has the schema in a `json_object` from the start. */
const jsonWithoutSchema: WeakerForm = {
  id: 'json object',
  names: ['response_format', 'json_schema'],
  words: /response[_ ]?format|json[_ ]?schema|structured outputs?/i,
  weaken: (call) => {
    const schema = readObject(readObject(call.body.response_format)?.json_schema);
    if (schema === null) return null;
    const messages = withInstructions(readList(call.body.messages), schemaInstructions(schema));
    return { ...call, body: { ...call.body, response_format: { type: 'json_object' }, messages } };
  },
  warning: { path: 'responseFormat', action: 'converted', instead: 'JSON was requested with the schema in the prompt' },
};

/** The weaker forms of Cohere's chat, for models that take fewer settings. */
export const cohereForms: Forms = {
  steps: [
    unstreamed,
    jsonWithoutSchema,
    jsonByInstructions,
    stopCutHere('stop_sequences'),
    {
      ...withoutMember('tool_choice'),
      warning: { path: 'toolChoice', action: 'converted', instead: 'the model was left to choose' },
    },
    withoutMember('p'),
    withoutMember('k'),
  ],
  essential: new Set(['model', 'messages', 'stream', 'tools', 'max_tokens', 'response_format']),
  envelopes: [],
};
