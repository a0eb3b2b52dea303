import { withoutMember } from '../forms/choose-weaker-form.ts';
import { withoutInnerMembers } from '../forms/message-steps.ts';
import { stopCutHere } from '../forms/stop-step.ts';
import { unstreamed } from '../forms/unstreamed.ts';
import type { Forms, WeakerForm } from '../forms/weaker-form.ts';
import { schemaInstructions } from '../json/json-instructions.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';

const schemaByInstructions: WeakerForm = {
  id: 'json by instructions',
  names: ['output_config', 'output_format', 'format'],
  words: /structured outputs?/i,
  weaken: (call) => {
    const config = readObject(call.body.output_config);
    const schema = readObject(readObject(config?.format)?.schema);
    if (config === null || schema === null) return null;
    const { format: _, ...kept } = config;
    const { output_config: __, ...body } = call.body;
    return {
      ...call,
      body: {
        ...body,
        ...(Object.keys(kept).length > 0 && { output_config: kept }),
        system: withSystem(body.system, schemaInstructions(schema)),
      },
    };
  },
  warning: { path: 'responseFormat', action: 'converted', instead: 'JSON was requested in the prompt alone' },
};

function withSystem(system: unknown, text: string): string | readonly unknown[] {
  if (Array.isArray(system)) return [...readList(system), { type: 'text', text }];
  return typeof system === 'string' ? `${system}\n\n${text}` : text;
}

/** Models that think, and some hosts, do not let a call be forced. */
const toolChoiceAuto: WeakerForm = {
  id: 'tool choice auto',
  names: ['tool_choice'],
  words: /tool[_ ]choice/i,
  weaken: (call) => {
    const choice = readObject(call.body.tool_choice);
    if (choice === null || choice.type === 'auto' || choice.type === 'none') return null;
    const tool_choice: JsonObject = { ...choice, type: 'auto' };
    const { name: _, ...auto } = tool_choice;
    return { ...call, body: { ...call.body, tool_choice: auto } };
  },
  warning: { path: 'toolChoice', action: 'converted', instead: 'the model was left to choose' },
};

/** The weaker forms of Anthropic's messages, for newer models that refuse settings and servers that know fewer. */
export const anthropicForms: Forms = {
  steps: [
    unstreamed,
    ...withoutInnerMembers,
    schemaByInstructions,
    toolChoiceAuto,
    stopCutHere('stop_sequences'),
    withoutMember('top_p'),
    withoutMember('temperature'),
  ],
  essential: new Set(['model', 'messages', 'system', 'stream', 'tools', 'max_tokens']),
  envelopes: ['output_config'],
};
