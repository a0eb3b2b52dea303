import { resolveCursorConnection } from '@pothos/plugin-relay';
import { InputError } from '../../errors/service-error.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { Policy } from './policy.ts';

/** Few, because a document may have a megabyte. */
const mostOnPage = 50;
/** The largest number of the column's type. */
const mostNumber = 2_147_483_647;

builder.queryField('policyRevisions', (t) =>
  t.connection(
    {
      type: Policy,
      extensions: withCost({ work: 500 }),
      authScopes: { can: 'operate' },
      description: 'The revisions of the policy, newest first, 20 a page and at most 50. The last 500 are kept.',
      resolve: (_root, args, { services }) => {
        if (args.before != null || args.last != null) {
          throw new InputError(args.last == null ? 'before' : 'last', 'is not supported: use first and after');
        }
        return resolveCursorConnection(
          { args, defaultSize: 20, maxSize: mostOnPage, toCursor: ({ revision }) => String(revision) },
          ({ after, limit }: { after?: string; limit: number }) =>
            services.policies.list(after === undefined ? null : numberOf(after), limit).then((list) => [...list]),
        );
      },
    },
    { name: 'PolicyRevisionConnection', description: 'A page of revisions.' },
    { name: 'PolicyRevisionEdge', description: 'A revision and its place in the list.' },
  ),
);

builder.queryField('policyRevision', (t) =>
  t.field({
    type: Policy,
    nullable: true,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'operate' },
    description: 'One revision of the policy. Null if there is none with this number, or it was removed.',
    args: { revision: t.arg.int({ required: true, description: 'The number of the revision, from 1.' }) },
    resolve: async (_root, { revision }, { services }) => {
      if (revision < 1 || revision >= mostNumber) return null;
      const [found] = await services.policies.list(revision + 1, 1);
      return found?.revision === revision ? found : null;
    },
  }),
);

function numberOf(cursor: string): number {
  const number = Number(cursor);
  if (/^\d{1,9}$/.test(cursor) && number > 0) return number;
  throw new InputError('after', 'is not a cursor of this list');
}
