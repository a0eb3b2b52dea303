import { formatUsd } from '../../format/money.ts';
import type { SettledGeneration } from './run-documents.ts';
import type { RunState } from './run-state.ts';

/** The figures of a run: the gateway's final record, or the browser's own measurements before it. */
export type RunFigures = {
  firstTokenMs: number | null;
  totalMs: number;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Measured after the first token. */
  tokensPerSecond: number | null;
  /** As text: `$0.0012`, `unpriced`, or a dash while unknown. */
  cost: string;
};

export function runFigures(run: RunState, nowMs: number): RunFigures {
  const { settled } = run;
  const seenFirstTokenMs = run.firstTokenAtMs === null ? null : run.firstTokenAtMs - run.startedAtMs;
  const firstTokenMs = settled?.firstTokenMs ?? seenFirstTokenMs;
  const totalMs = settled?.latencyMs ?? (run.endedAtMs ?? nowMs) - run.startedAtMs;
  if (!settled) {
    return { firstTokenMs, totalMs, inputTokens: null, outputTokens: null, tokensPerSecond: null, cost: '–' };
  }
  const { outputTokens, reasoningTokens, totalTokens } = settled.usage;
  const produced = outputTokens + reasoningTokens;
  const producingMs = totalMs - (firstTokenMs ?? 0);
  return {
    firstTokenMs,
    totalMs,
    // The prompt has the buckets that are not the answer's.
    inputTokens: totalTokens - produced,
    outputTokens: produced,
    tokensPerSecond: produced > 1 && producingMs > 0 ? (produced * 1_000) / producingMs : null,
    cost: costText(settled),
  };
}

/** A call without tokens costs nothing, with or without a price. */
function costText({ cost, usage }: SettledGeneration): string {
  if (cost) return formatUsd(cost.totalUsd);
  return usage.totalTokens === 0 ? '$0' : 'unpriced';
}
