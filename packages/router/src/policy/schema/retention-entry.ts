import { z } from 'zod';

const content = z.enum(['all', 'none']);
const days = z.int().min(1).max(36_500);

/** The stored parts of generations, and for how long, in the file's form. */
export const retentionEntry = z.strictObject({
  content: content.optional().describe('Whether prompts and answers are stored: all or none. Default all.'),
  workspaces: z
    .record(z.string().min(1), content)
    .nullish()
    .describe('Workspaces that differ from content: maps a workspace to all or none.'),
  content_days: days.nullish().describe('Days after which prompts and answers are removed. Default: never.'),
  record_days: days
    .nullish()
    .describe('Days after which records of generations and their attempts are removed. Default: never.'),
  audit_days: days.nullish().describe('Days after which entries of the audit log are removed. Default 365.'),
});

export type RetentionEntry = z.infer<typeof retentionEntry>;
