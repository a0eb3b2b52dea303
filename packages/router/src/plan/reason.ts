/** A figure of a reason: plain data, so that a reason can be written as JSON and read back equal. */
export type Figure = string | number | boolean | null | readonly string[];

export type Figures = Readonly<Record<string, Figure>>;

/**
 * Why a plan says what it says: which ground, and its figures. `describeCandidate` and `describeExclusion` put it into
 * words.
 */
export type Reason<Code extends string = string> = { readonly code: Code; readonly figures: Figures };

/** The figures of a reason that older versions stored in words: the sentence itself. */
export function textFigure({ figures }: Reason): string | null {
  return typeof figures.text === 'string' ? figures.text : null;
}
