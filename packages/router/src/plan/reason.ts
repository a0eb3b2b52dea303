/** A figure of a reason. Plain data, so that a reason survives a round trip through JSON. */
export type Figure = string | number | boolean | null | readonly string[];

export type Figures = Readonly<Record<string, Figure>>;

/** A reason in a plan: its code and its figures. `describeCandidate` and `describeExclusion` write it as text. */
export type Reason<Code extends string = string> = { readonly code: Code; readonly figures: Figures };

/** The figures of a reason that older versions stored as text: the sentence. */
export function textFigure({ figures }: Reason): string | null {
  return typeof figures.text === 'string' ? figures.text : null;
}
