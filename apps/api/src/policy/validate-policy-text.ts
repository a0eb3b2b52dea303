import {
  diffPolicies,
  type ModelHealth,
  type ModelOverride,
  type Policy,
  type PolicyChange,
  type PriceFeed,
} from '@penstock/router';
import { buildRules } from '../rules/rules.ts';
import { type PolicyProblem, type PolicyText, parsePolicyText } from './parse-policy-text.ts';
import type { RecordedRequest } from './replay/recorded-request.ts';
import { healthOf, type Replay, replayRequests } from './replay/replay-requests.ts';

/** What a draft is judged against. Plain data. */
export type Validation = {
  text: PolicyText;
  /** The text in force. */
  inForceYaml: string;
  /** Null: nothing is replayed. */
  replay: ReplaySources | null;
};

/** What a replay reads beside the texts. */
export type ReplaySources = {
  requests: readonly RecordedRequest[];
  /** In force, as it was read when it came into force. */
  policy: Policy;
  overrides: readonly ModelOverride[];
  prices: PriceFeed | null;
  /** Whether the sandbox runs. */
  hasSandbox: boolean;
  health: readonly ModelHealth[];
  inForceSinceMs: number;
  nowMs: number;
};

/** What a draft is worth. */
export type ValidatedPolicy = {
  problems: readonly PolicyProblem[];
  /** The differences to the policy in force. */
  diff: readonly PolicyChange[];
  /** Null where none was asked for, or the draft has problems. */
  replay: Replay | null;
};

/** Reads a draft, compares it with the policy in force, and replays requests under it. */
export function validatePolicyText({ text, inForceYaml, replay }: Validation): ValidatedPolicy {
  const draft = parsePolicyText(text);
  const diff = diffPolicies(inForceYaml, text.yaml);
  if (!draft.ok) return { problems: draft.problems, diff, replay: null };
  if (replay === null) return { problems: [], diff, replay: null };
  const { requests, health, inForceSinceMs, nowMs, hasSandbox, overrides, prices } = replay;
  const { environment, routing } = text.settings;
  const sandbox = hasSandbox ? { baseUrl: () => 'http://127.0.0.1' } : null;
  const sources = { overrides, prices, environment, routing, sandbox };
  return {
    problems: [],
    diff,
    replay: replayRequests({
      requests,
      inForceSinceMs,
      nowMs,
      health: healthOf(health),
      draft: buildRules({ ...sources, policy: draft.policy }, 1, nowMs),
      inForce: buildRules({ ...sources, policy: replay.policy }, 1, nowMs),
    }),
  };
}
