import { withoutMember } from '../forms/choose-weaker-form.ts';
import { stopCutHere } from '../forms/stop-step.ts';
import type { Forms, WeakerForm } from '../forms/weaker-form.ts';
import { jsonInstructions, schemaInstructions } from '../json/json-instructions.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';

/** The answer as one document, from another path. */
const unstreamed: WeakerForm = {
  id: 'unstreamed',
  names: ['stream', 'streamGenerateContent'],
  words: /streaming (?:is )?not|(?:not|n't) support streaming/i,
  weaken: (call) => {
    const path = call.path.replace(/:streamGenerateContent\?alt=sse$/, ':generateContent');
    return path === call.path ? null : { ...call, path, isWhole: true };
  },
  warning: null,
};

const jsonByInstructions: WeakerForm = {
  id: 'json by instructions',
  names: ['responseJsonSchema', 'responseSchema', 'responseMimeType'],
  words: /json mode|response[_ ]?(?:mime[_ ]?type|schema|json[_ ]?schema)|controlled generation/i,
  weaken: (call) => {
    const config = readObject(call.body.generationConfig);
    if (config?.responseMimeType === undefined) return null;
    const { responseMimeType: _, responseJsonSchema, ...generationConfig } = config;
    const schema = readObject(responseJsonSchema);
    const text = schema === null ? jsonInstructions : schemaInstructions(schema);
    const parts = readList(readObject(call.body.systemInstruction)?.parts);
    return {
      ...call,
      body: { ...call.body, generationConfig, systemInstruction: { parts: [...parts, { text }] } },
    };
  },
  warning: { path: 'responseFormat', action: 'converted', instead: 'JSON was requested in the prompt alone' },
};

/** Gemma takes no instructions apart. */
const systemAsUser: WeakerForm = {
  id: 'system as user',
  names: ['systemInstruction'],
  words: /(?:developer|system) instruction/i,
  weaken: (call) => {
    const { systemInstruction, ...body } = call.body;
    const head = readList(readObject(systemInstruction)?.parts);
    if (head.length === 0) return null;
    const [first, ...others] = readList(body.contents).map((content): JsonObject => readObject(content) ?? {});
    const contents =
      first?.role === 'user'
        ? [{ ...first, parts: [...head, ...readList(first.parts)] }, ...others]
        : [{ role: 'user', parts: head }, ...(first === undefined ? [] : [first]), ...others];
    return { ...call, body: { ...body, contents } };
  },
  warning: {
    path: 'messages',
    action: 'converted',
    instead: 'the instructions were put at the head of the first user message',
  },
};

const toolChoiceAuto: WeakerForm = {
  ...withoutMember('toolConfig', null, ['functionCallingConfig']),
  id: 'tool choice auto',
  words: /function[_ ]calling[_ ](?:config|mode)|tool[_ ]config/i,
  warning: { path: 'toolChoice', action: 'converted', instead: 'the model was left to choose' },
};

/** The weaker forms of Gemini's protocol, for models that take fewer settings. */
export const googleForms: Forms = {
  steps: [
    unstreamed,
    jsonByInstructions,
    systemAsUser,
    toolChoiceAuto,
    stopCutHere('stopSequences', 'generationConfig'),
    { ...withoutMember('thinkingConfig', 'generationConfig'), words: /thinking (?:level|budget|is|config)/i },
    { ...withoutMember('frequencyPenalty', 'generationConfig'), words: /penalty is not/i },
    { ...withoutMember('presencePenalty', 'generationConfig'), words: /penalty is not/i },
  ],
  essential: new Set(['contents', 'maxOutputTokens', 'tools']),
  envelopes: ['generationConfig'],
};
