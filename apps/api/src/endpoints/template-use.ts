import { z } from 'zod';
import { parseTemplateUse } from '../generation/input/parse-template-use.ts';
import type { TemplateUse } from '../templates/template.ts';
import { anyObject } from './bounded.ts';

/** The member `template` of every body of `/v1` with messages. Its messages come before those of the body. */
export const templateUse = z.object({
  name: z.string(),
  version: z.int().nullish(),
  variables: anyObject.nullish(),
});

/**
 * The template of a request; without the member if its body names none. Throws an `InputError` that names the member.
 */
export function readTemplate(use: z.output<typeof templateUse> | null | undefined): { template?: TemplateUse } {
  return use == null ? {} : { template: parseTemplateUse(use, 'template') };
}
