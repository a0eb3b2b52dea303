import { z } from 'zod';
import { InputError } from '../../errors/service-error.ts';
import { parseTemplateUse } from '../../generation/input/parse-template-use.ts';
import type { TemplateUse } from '../../templates/template.ts';
import { readTemplate } from '../template-use.ts';
import type { ResponsesBody } from './responses-body.ts';

/** The template at the beginning of a request; without the member if it names none. Throws an `InputError`. */
export function readPrompt({ prompt, template }: Pick<ResponsesBody, 'prompt' | 'template'>): {
  template?: TemplateUse;
} {
  if (prompt == null) return readTemplate(template);
  if (template != null)
    throw new InputError('prompt', 'cannot be combined with template, which means the same: give one of them');
  const { id, version, variables } = prompt;
  const number = version == null ? null : Number(version);
  if (Number.isNaN(number)) throw new InputError('prompt.version', 'must be the number of a version of the template');
  const values = Object.entries(variables ?? {}).map(([name, value]) => [name, variableOf(name, value)]);
  const use = { name: id, version: number, variables: Object.fromEntries(values) };
  return { template: parseTemplateUse(use, 'prompt') };
}

/** OpenAI also accepts a part of a message as a value. */
function variableOf(name: string, value: unknown): unknown {
  const part = z.object({ type: z.string(), text: z.string().optional() }).safeParse(value).data;
  if (part === undefined || !/^input_/.test(part.type)) return value;
  if (part.type === 'input_text' && part.text !== undefined) return part.text;
  throw new InputError(`prompt.variables.${name.slice(0, 80)}`, 'must be a text: a template has no images or files');
}
