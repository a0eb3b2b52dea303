import type { Role } from '../../access/viewer.ts';
import { builder } from '../builder.ts';

export const AccessRole = builder.enumType('AccessRole', {
  description: 'The role of a key or a person, which decides what it may do.',
  values: {
    ADMIN: { description: 'Everything.' },
    OPERATOR: { description: "Policy, models, budgets and all workspaces' usage; keys of members and viewers." },
    MEMBER: { description: 'Generates; sees and manages what is of its workspace; budgets read-only.' },
    VIEWER: { description: 'Reads its workspace.' },
  } as const satisfies Record<Role, { description: string }>,
});
