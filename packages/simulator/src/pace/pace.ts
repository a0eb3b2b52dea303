/** The speed of simulated models. */
export type Pace = {
  /** Milliseconds to the first token. Default 120. */
  firstTokenMs: number;
  /** Tokens per second after the first; 0 sends all tokens at once. Default 80. */
  tokensPerSecond: number;
};

export const defaultPace: Pace = Object.freeze({ firstTokenMs: 120, tokensPerSecond: 80 });

/**
 * The pace of one answer. The request's headers (`x-sim-first-token-ms`, `x-sim-tokens-per-second`) come first, then
 * the model's name (`anything-50ms-200tps`), then the simulator's own pace.
 */
export function readPace(usual: Pace, model: string, headers: Readonly<Record<string, string>>): Pace {
  const inName = (unit: string): number | null => {
    const match = new RegExp(`(?:^|-)(\\d+)${unit}(?:-|$)`).exec(model);
    return match?.[1] === undefined ? null : Number(match[1]);
  };
  return {
    firstTokenMs: readNumber(headers['x-sim-first-token-ms']) ?? inName('ms') ?? usual.firstTokenMs,
    tokensPerSecond: readNumber(headers['x-sim-tokens-per-second']) ?? inName('tps') ?? usual.tokensPerSecond,
  };
}

/** A count or duration in a header: 0 or more. Null for any other text. */
export function readNumber(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
