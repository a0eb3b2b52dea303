import type { Tool, ToolChoice } from '@penstock/providers';
import * as input from '../../generation/input/parse-tools.ts';
import type { ToolInput } from './tool-input.ts';

export function parseTools(inputs: readonly (typeof ToolInput.$inferInput)[]): readonly Tool[] {
  const tools = inputs.map(({ name, description, parameters, cacheBreakpoint, strict }) => ({
    name,
    description: description ?? null,
    parameters,
    cacheBreakpoint: cacheBreakpoint ?? false,
    ...(strict != null && { strict }),
  }));
  return input.parseTools(tools, 'input.tools', (index) => `input.tools.${index}`);
}

/** `auto`, `none` and `required` are words before they are names. */
export function parseToolChoice(choice: string | null, tools: readonly Tool[]): ToolChoice | null {
  if (choice === null) return null;
  if (choice === 'auto' || choice === 'none' || choice === 'required') {
    return input.parseToolMode(choice, tools, 'input.toolChoice');
  }
  return input.parseToolName(choice, tools, 'input.toolChoice', ['auto', 'none', 'required']);
}
