import type { PrismaClient } from '../database/generated/client/client.ts';
import { InputError } from '../errors/service-error.ts';

/** How good an answer was, as its reader says. */
export type Rating = {
  /** 0 (useless) to 1 (perfect). */
  score: number;
  /** Null: none. */
  comment: string | null;
};

/** Characters of a comment. */
const longestComment = 2_000;

/** Checks a rating. Throws BAD_USER_INPUT that names the field. A comment without words is none. */
export function checkRating({ score, comment }: Rating): Rating {
  if (!(score >= 0 && score <= 1)) throw new InputError('score', `must be 0 to 1, not ${score}`);
  const text = comment?.trim() ?? '';
  if (text.length > longestComment) {
    throw new InputError('comment', `may have at most ${longestComment} characters, not ${text.length}`);
  }
  return { score, comment: text === '' ? null : text };
}

/** Stores the rating of a generation in place of the one before, which it returns; null for the first. */
export async function saveRating(
  generationId: string,
  rating: Rating,
  { prisma, nowMs }: { prisma: PrismaClient; nowMs: number },
): Promise<Rating | null> {
  const before = await prisma.generationRating.findUnique({ where: { generationId } });
  const data = { ...rating, ratedAt: new Date(nowMs) };
  await prisma.generationRating.upsert({
    where: { generationId },
    create: { generationId, ...data },
    update: data,
  });
  return before === null ? null : { score: before.score, comment: before.comment };
}

/** The ratings of many generations in one read, in the order of the ids; null for one without. */
export async function readRatings(
  generationIds: readonly string[],
  prisma: Pick<PrismaClient, 'generationRating'>,
): Promise<(Rating | null)[]> {
  const rows = await prisma.generationRating.findMany({ where: { generationId: { in: [...generationIds] } } });
  const byId = new Map(rows.map((row) => [row.generationId, row]));
  return generationIds.map((id) => byId.get(id) ?? null);
}
