import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';
import { ContentPartInput } from './content-part-input.ts';

export const Role = builder.enumType('Role', {
  description: 'The author of a message.',
  values: {
    SYSTEM: { description: 'Instructions that stand above the conversation.' },
    USER: { description: 'The person or the calling program.' },
    ASSISTANT: { description: 'The model, earlier.' },
    TOOL: { description: 'The result of a tool call.' },
  } as const,
});

export const ToolCallInput = builder.inputType('ToolCallInput', {
  description: 'A tool call that a model made earlier.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id that the model gave it.' }),
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
      description: 'Its text. A message has either this or `parts`.',
    }),
    parts: t.field({
      type: [ContentPartInput],
      description:
        'Its parts, in their order; at most 2,000. SYSTEM: TEXT. USER: TEXT, IMAGE, FILE, AUDIO. ASSISTANT: all but TOOL_RESULT, as `Generation.parts` has them. TOOL: TEXT, IMAGE and FILE of the result of `toolCallId`, or a TOOL_RESULT for each of several calls.',
    }),
    toolCallId: t.id({ description: 'For TOOL messages: the id of the call that this answers.' }),
    toolCalls: t.field({
      type: [ToolCallInput],
      description: 'For ASSISTANT messages with `content`: the calls that it made.',
    }),
    isError: t.boolean({ description: 'For TOOL messages: whether the call failed. Default false.' }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, as `{ "anthropic": { … } }`: they stand in what the message is written as. At most 65,536 characters as JSON.',
    }),
  }),
});
