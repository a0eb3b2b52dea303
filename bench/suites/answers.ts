import type { Figure } from '../figures.ts';
import { installPortkey } from '../peers/install-portkey.ts';
import { measureAnswerTimes } from '../peers/measure-answers.ts';
import { embedded, onServer } from '../peers/storage.ts';

/**
 * Time to an unstreamed answer beside another gateway, on both databases: the median, the 99th percentile, the maximum.
 */
export async function measureAnswers(): Promise<readonly Figure[]> {
  await installPortkey();
  return [...(await measureAnswerTimes(embedded)), ...((await onServer(measureAnswerTimes)) ?? [])];
}
