import { z } from 'zod';
import { parseTemplateUse } from '../generation/input/parse-template-use.ts';
import type { TemplateUse } from '../templates/template.ts';
import { anyObject } from './bounded.ts';

/** The member `template` of every body of `/v1` that takes messages. Its messages come before those of the body. */
export const templateUse = z.object({
  name: z.string(),
  version: z.int().nullish(),
  variables: anyObject.nullish(),
});

/** For a request; without the member where its body names no template. Throws an `InputError` that names the member. */
export function readTemplate(use: z.output<typeof templateUse> | null | undefined): { template?: TemplateUse } {
  return use == null ? {} : { template: parseTemplateUse(use, 'template') };
}
