import type { ToolCall as CallSource } from '@penstock/providers';
import { parseJsonText } from '../../json/json-bounds.ts';
import { builder } from '../builder.ts';

export const ToolCall = builder.objectRef<CallSource>('ToolCall').implement({
  description: 'A function call that the model asks for.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'To name in the TOOL message that answers it.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    arguments: t.field({
      type: 'JSON',
      description: 'The arguments, as an object; as text where the model wrote no valid JSON.',
      resolve: (call) => parseArguments(call.arguments),
    }),
  }),
});

function parseArguments(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}
