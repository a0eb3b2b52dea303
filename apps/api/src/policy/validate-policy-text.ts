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

/** The inputs of a validation. Plain data. */
export type Validation = {
  text: PolicyText;
  /** The text in force. */
  inForceYaml: string;
  /** Null for no replay. */
  replay: ReplaySources | null;
};

/** The inputs of a replay, apart from the texts. */
export type ReplaySources = {
  requests: readonly RecordedRequest[];
  /** The policy in force, as parsed when it took effect. */
  policy: Policy;
  overrides: readonly ModelOverride[];
  prices: PriceFeed | null;
  /** Whether the sandbox runs. */
  hasSandbox: boolean;
  health: readonly ModelHealth[];
  inForceSinceMs: number;
  nowMs: number;
};

/** The result of a validation. */
export type ValidatedPolicy = {
  problems: readonly PolicyProblem[];
  /** The differences to the policy in force. */
  diff: readonly PolicyChange[];
  /** Null if no replay was requested, or if the draft has problems. */
  replay: Replay | null;
};

/** Parses a draft, compares it with the policy in force, and replays requests under it. */
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
