import type { PrismaClient } from '../database/generated/client/client.ts';

/** The quality of an answer, rated by its reader. */
export type Rating = {
  /** 0 (useless) to 1 (perfect). */
  score: number;
  /** Null: none. */
  comment: string | null;
};

/** Stores the rating of a generation in place of the previous one, which it returns; null for the first rating. */
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

/** The ratings of many generations in one read, in the order of the ids; null if unrated. */
export async function readRatings(
  generationIds: readonly string[],
  prisma: Pick<PrismaClient, 'generationRating'>,
): Promise<(Rating | null)[]> {
  const rows = await prisma.generationRating.findMany({ where: { generationId: { in: [...generationIds] } } });
  const byId = new Map(rows.map((row) => [row.generationId, row]));
  return generationIds.map((id) => byId.get(id) ?? null);
}
