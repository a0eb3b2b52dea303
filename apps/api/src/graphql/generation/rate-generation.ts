import { InputError, ServiceError } from '../../errors/service-error.ts';
import { type Rating, saveRating } from '../../records/ratings.ts';
import { audited, auditOf } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { findGeneration } from './find-generation.ts';
import { Generation } from './generation.ts';

/** The most characters of a comment. */
const longestComment = 2_000;

builder.mutationField('rateGeneration', (t) =>
  t.prismaField({
    type: Generation,
    extensions: { ...withCost({ work: 200 }), ...audited('generation.rate', 'generation') },
    authScopes: { can: 'generate' },
    description: 'Rates an answer, and returns its generation. It replaces an earlier rating. CONFLICT while it runs.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the generation.' }),
      score: t.arg.float({ required: true, description: 'The quality, 0 (useless) to 1 (perfect).' }),
      comment: t.arg.string({
        description:
          'The reason for the rating, at most 2,000 characters. It is removed with the content of the generation, or with its record.',
      }),
    },
    resolve: async (query, _root, { id, score, comment }, context) => {
      const rating = checkRating({ score, comment: comment ?? null });
      const generation = await findGeneration(query, id, context);
      if (generation === null) throw new ServiceError('NOT_FOUND', `There is no generation '${id}'.`);
      if (generation.status === 'RUNNING') {
        throw new ServiceError('CONFLICT', `Generation '${id}' still runs: rate it when it has ended.`);
      }
      const { prisma } = context.services;
      const before = await saveRating(generation.id, rating, { prisma, nowMs: Date.now() });
      // The comment may quote content, which the audit log does not store.
      auditOf(context).note({
        workspaceId: generation.workspaceId,
        before: before === null ? null : { score: before.score },
        after: { score: rating.score },
      });
      return generation;
    },
  }),
);

/** Checks a rating. An empty comment counts as none. */
function checkRating({ score, comment }: Rating): Rating {
  if (!(score >= 0 && score <= 1)) throw new InputError('score', `must be 0 to 1, not ${score}`);
  const text = comment?.trim() ?? '';
  if (text.length > longestComment) {
    throw new InputError('comment', `may have at most ${longestComment} characters, not ${text.length}`);
  }
  return { score, comment: text === '' ? null : text };
}
