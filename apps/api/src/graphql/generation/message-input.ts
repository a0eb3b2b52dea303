import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';
import { ContentPartInput } from './content-part-input.ts';

export const Role = builder.enumType('Role', {
  description: 'The author of a message.',
  values: {
    SYSTEM: { description: 'Instructions with priority over the conversation.' },
    USER: { description: 'The person or the calling program.' },
    ASSISTANT: { description: 'The model, in an earlier turn.' },
    TOOL: { description: 'The result of a tool call.' },
  } as const,
});

export const ToolCallInput = builder.inputType('ToolCallInput', {
  description: 'A tool call that a model made in an earlier turn.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id from the model.' }),
    name: t.string({ required: true, description: "The tool's name." }),
    arguments: t.field({ type: 'JSON', required: true, description: 'The arguments, as an object or as JSON text.' }),
  }),
});

export const MessageInput = builder.inputType('MessageInput', {
  description: 'One message of a conversation.',
  fields: (t) => ({
    role: t.field({ type: Role, required: true, description: 'The author.' }),
    content: t.string({
      extensions: takesLongText,
      description: 'The text. A message has either `content` or `parts`.',
    }),
    parts: t.field({
      type: [ContentPartInput],
      description:
        'The parts, in order; at most 2,000. SYSTEM: TEXT. USER: TEXT, IMAGE, FILE, AUDIO. ASSISTANT: all but TOOL_RESULT, as in `Generation.parts`. TOOL: TEXT, IMAGE and FILE of the result of `toolCallId`, or a TOOL_RESULT for each of several calls.',
    }),
    toolCallId: t.id({ description: 'For TOOL messages: the id of the answered call.' }),
    toolCalls: t.field({
      type: [ToolCallInput],
      description: 'For ASSISTANT messages with `content`: the calls that the model made.',
    }),
    isError: t.boolean({ description: 'For TOOL messages: whether the call failed. Default false.' }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, for example `{ "anthropic": { … } }`. They are added to the message in the provider\'s request. At most 65,536 characters as JSON.',
    }),
  }),
});
