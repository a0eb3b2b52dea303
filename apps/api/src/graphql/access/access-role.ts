import type { Role } from '../../access/viewer.ts';
import { builder } from '../builder.ts';

export const AccessRole = builder.enumType('AccessRole', {
  description: 'The role of a key or a person. It decides their permissions.',
  values: {
    ADMIN: { description: 'Has every permission.' },
    OPERATOR: {
      description:
        'Manages the policy, models and budgets, sees the usage of all workspaces, and manages keys of members and viewers.',
    },
    MEMBER: { description: 'Generates, sees and manages the data of its workspace, and reads budgets.' },
    VIEWER: { description: 'Reads its workspace.' },
  } as const satisfies Record<Role, { description: string }>,
});
