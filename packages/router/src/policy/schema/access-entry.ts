import { z } from 'zod';

/** The roles of callers, from most permissions to fewest. */
export const accessRoles = ['ADMIN', 'OPERATOR', 'MEMBER', 'VIEWER'] as const;

const role = z.enum(accessRoles);
const roleInWorkspace = z.strictObject({
  role: role.describe('ADMIN, OPERATOR, MEMBER or VIEWER.'),
  workspace: z.string().min(1).max(64).optional().describe('The only workspace that a MEMBER or VIEWER may use.'),
});

/** The permissions of people, in the file's form. */
export const accessEntry = z.strictObject({
  oidc: z
    .strictObject({
      claim: z
        .string()
        .min(1)
        .optional()
        .describe(
          'The claim of a person that contains the values below: a text or a list. Dots lead into objects, as realm_access.roles. OIDC_ROLE_CLAIM overrides it. Default groups.',
        ),
      roles: z
        .record(z.string().min(1), z.union([role, roleInWorkspace]))
        .nullish()
        .describe(
          'Maps a value of the claim to a role, or to a role in a workspace. If several match, the highest role counts, then the first in the file.',
        ),
    })
    .nullish()
    .describe('The permissions of people who sign in through the identity provider.'),
});

export type AccessEntry = z.infer<typeof accessEntry>;
