import type { RunState } from './run-state.ts';

/** The figures of a run: the gateway's account once there is one, until then what was seen from here. */
export type RunFigures = {
  firstTokenMs: number | null;
  totalMs: number;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Over the time after the first token. */
  tokensPerSecond: number | null;
  /** Null: not known yet, or unpriced. */
  costUsd: string | null;
};

export function runFigures(run: RunState, nowMs: number): RunFigures {
  const { settled } = run;
  const seenFirstTokenMs = run.firstTokenAtMs === null ? null : run.firstTokenAtMs - run.startedAtMs;
  const firstTokenMs = settled?.firstTokenMs ?? seenFirstTokenMs;
  const totalMs = settled?.latencyMs ?? (run.endedAtMs ?? nowMs) - run.startedAtMs;
  if (!settled) {
    return { firstTokenMs, totalMs, inputTokens: null, outputTokens: null, tokensPerSecond: null, costUsd: null };
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
    costUsd: settled.cost?.totalUsd ?? null,
  };
}
