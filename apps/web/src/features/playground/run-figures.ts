import { formatUsd } from '../../format/money.ts';
import type { SettledGeneration } from './run-documents.ts';
import type { RunState } from './run-state.ts';

/** The figures of a run: the gateway's account once there is one, until then what was seen from here. */
export type RunFigures = {
  firstTokenMs: number | null;
  totalMs: number;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Over the time after the first token. */
  tokensPerSecond: number | null;
  /** As people read it: `$0.0012`, `unpriced`, or a dash while it is not known. */
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
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = settled.usage;
  const produced = outputTokens + reasoningTokens;
  const producingMs = totalMs - (firstTokenMs ?? 0);
  return {
    firstTokenMs,
    totalMs,
    inputTokens: inputTokens + cachedInputTokens + cacheWriteTokens,
    outputTokens: produced,
    tokensPerSecond: produced > 1 && producingMs > 0 ? (produced * 1_000) / producingMs : null,
    cost: costText(settled),
  };
}

/** What used no tokens cost nothing, whether its model has a price or not. */
function costText({ cost, usage }: SettledGeneration): string {
  if (cost) return formatUsd(cost.totalUsd);
  return usage.totalTokens === 0 ? '$0' : 'unpriced';
}
