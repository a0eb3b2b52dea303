import { withoutMember } from '../forms/choose-weaker-form.ts';
import { withInstructions } from '../forms/json-steps.ts';
import { stopCutHere } from '../forms/stop-step.ts';
import { unstreamed } from '../forms/unstreamed.ts';
import type { Forms, WeakerForm } from '../forms/weaker-form.ts';
import { jsonInstructions, schemaInstructions } from '../json/json-instructions.ts';
import { readList, readObject } from '../json/read-json-value.ts';

const names = ['format'];
const words = /ChatRequest\.format|(?:structured|json).{0,40}(?:not supported|n't support)/i;
const warning = { path: 'responseFormat', action: 'converted' } as const;

/** Ollama before 0.5 knows `json`, but no schema. */
const jsonWithoutSchema: WeakerForm = {
  id: 'json object',
  names,
  words,
  weaken: (call) => {
    const schema = readObject(call.body.format);
    if (schema === null) return null;
    const messages = withInstructions(readList(call.body.messages), schemaInstructions(schema));
    return { ...call, body: { ...call.body, format: 'json', messages } };
  },
  warning: { ...warning, instead: 'JSON was requested with the schema in the prompt' },
};

const jsonByInstructions: WeakerForm = {
  id: 'json by instructions',
  names,
  words,
  weaken: (call) => {
    const { format, ...body } = call.body;
    if (format !== 'json') return null;
    return { ...call, body: { ...body, messages: withInstructions(readList(body.messages), jsonInstructions) } };
  },
  warning: { ...warning, instead: 'JSON was requested in the prompt alone' },
};

/** Only where no call stands in the conversation yet. */
const withoutTools: WeakerForm = {
  id: 'without tools',
  names: ['tools'],
  words: /does not support tools/i,
  isExact: true,
  weaken: (call) => {
    const { tools, ...body } = call.body;
    const hasCalls = readList(body.messages).some((message) => readObject(message)?.tool_calls !== undefined);
    return tools === undefined || hasCalls ? null : { ...call, body };
  },
  warning: { path: 'tools', action: 'dropped', instead: 'the model answers without tools' },
};

/** An effort is a newer form of `think`. */
const thinkWithoutEffort: WeakerForm = {
  id: 'think without effort',
  names: ['think'],
  words: /think value/i,
  weaken: (call) => (typeof call.body.think === 'string' ? { ...call, body: { ...call.body, think: true } } : null),
  warning: { path: 'reasoning.effort', action: 'dropped', instead: 'the model thinks at its own effort' },
};

const withoutThinking: WeakerForm = {
  ...withoutMember('think', null, ['thinking']),
  words: /does not support thinking/i,
  warning: { path: 'reasoning', action: 'dropped', instead: 'it answers without' },
};

/** The weaker forms of Ollama's protocol. */
export const ollamaForms: Forms = {
  steps: [
    unstreamed,
    jsonWithoutSchema,
    jsonByInstructions,
    withoutTools,
    thinkWithoutEffort,
    withoutThinking,
    stopCutHere('stop', 'options'),
  ],
  essential: new Set(['model', 'messages', 'stream', 'num_predict', 'num_ctx']),
  envelopes: ['options'],
};
