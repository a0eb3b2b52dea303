import type { Viewer as ViewerSource } from '../../access/viewer.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

const Viewer = builder.objectRef<ViewerSource>('Viewer').implement({
  description: 'The caller.',
  fields: (t) => ({
    role: t.exposeString('role', { description: 'Its role: `ADMIN`.' }),
    workspaceId: t.exposeID('workspaceId', {
      nullable: true,
      description: 'The one workspace that it may act in; null for all.',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    authScopes: { can: 'read' },
    description: 'The caller.',
    extensions: withCost({}),
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
