/** The smallest and the largest plausible value, both included. */
export type Range = { lowest: number; highest: number };

/** By the words of a property's name; the first match counts. */
const ranges: readonly (readonly [RegExp, Range])[] = [
  [/(^|_)(birth_?year|year_of_birth)$/, { lowest: 1950, highest: 2005 }],
  [/(^|_)years?_(old|of|in)|(^|_)(age|ages)$/, { lowest: 18, highest: 80 }],
  [/(^|_)(year|founded|since|published|released)$/, { lowest: 1990, highest: 2026 }],
  [/(^|_)month$/, { lowest: 1, highest: 12 }],
  [/(^|_)day$/, { lowest: 1, highest: 28 }],
  [/(^|_)hour$/, { lowest: 0, highest: 23 }],
  [/(^|_)(minute|second)$/, { lowest: 0, highest: 59 }],
  [/(^|_)(minutes|duration)$/, { lowest: 5, highest: 120 }],
  [/(^|_)(rating|stars|priority|severity|level)$/, { lowest: 1, highest: 5 }],
  [/(^|_)(percent|percentage|pct)$/, { lowest: 1, highest: 100 }],
  [/(^|_)(count|quantity|qty|items|guests|people|members|number_of_.*|num_.*)$/, { lowest: 1, highest: 20 }],
  [/(^|_)(price|cost|amount|total|subtotal|fee|budget)(_(usd|eur|gbp))?$/, { lowest: 5, highest: 500 }],
  [/(^|_)(salary|income)$/, { lowest: 30_000, highest: 120_000 }],
  [/(^|_)population$/, { lowest: 10_000, highest: 5_000_000 }],
  [/(^|_)(temperature|temp|celsius)$/, { lowest: 5, highest: 30 }],
  [/(^|_)(lat|latitude)$/, { lowest: -60, highest: 60 }],
  [/(^|_)(lon|lng|longitude)$/, { lowest: -180, highest: 180 }],
  [/(^|_)(index|position)$/, { lowest: 0, highest: 9 }],
  [/(^|_)port$/, { lowest: 1024, highest: 9999 }],
];

const share: Range = { lowest: 0.5, highest: 0.99 };

/** The usual range of a number with this name. Null for an unknown name. */
export function usualRange(property: string, isInteger: boolean): Range | null {
  const name = property.replace(/(?<=[a-z0-9])(?=[A-Z])|[\s-]+/g, '_').toLowerCase();
  if (!isInteger && /(^|_)(confidence|probability|ratio|share|certainty|relevance)$/.test(name)) return share;
  return ranges.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
