import packageFile from '../../../package.json' with { type: 'json' };
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';

builder.queryField('version', (t) =>
  t.string({
    authScopes: { can: 'read' },
    description: 'The version of the service, for example `1.2.3`.',
    extensions: withCost({}),
    resolve: () => packageFile.version,
  }),
);
