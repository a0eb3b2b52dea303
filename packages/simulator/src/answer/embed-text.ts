import { hashText, Random } from './random.ts';

/** The length of a vector if the request names none. */
export const usualDimensions = 1_536;

/**
 * A unit vector for a text: the sum of a fixed random direction for each of its words. Texts that share words are near
 * each other.
 */
export function embedText(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const random = new Random(hashText(word));
    for (let axis = 0; axis < dimensions; axis++) vector[axis] = (vector[axis] ?? 0) + random.next() - 0.5;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => Number((value / length).toFixed(8)));
}
