import type { OfferedTool } from '../answer/question.ts';
import { recordAt, stringAt } from '../json-value.ts';

/** Tools as `{ type: "function", function: { name, description, parameters } }`. What has no name is left out. */
export function readFunctionTools(tools: readonly unknown[]): OfferedTool[] {
  return tools.flatMap((tool) => {
    const described = recordAt(tool, 'function');
    const name = stringAt(described, 'name');
    if (name === null) return [];
    return [{ name, description: stringAt(described, 'description') ?? '', schema: recordAt(described, 'parameters') }];
  });
}
