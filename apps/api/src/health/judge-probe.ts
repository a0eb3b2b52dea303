import {
  describeListing,
  describeNames,
  describeUnlisted,
  isListedBy,
  type ModelHealth,
  type ProbeResult,
  upstreamNameHint,
} from '@penstock/router';

/** The result of a check. */
export type Judgement = { status: ModelHealth['status']; message: string };

/** The status from the calls of the last minutes; null for none. */
export type Proven = 'AVAILABLE' | 'SLOW' | null;

/** The result of a probe that got no list of names; null if it got a list. */
export function judgeAnswer(probe: ProbeResult, isLocal: boolean, proven: Proven): Judgement | null {
  const { providerId, isReachable, errorKind, modelNames } = probe;
  if (!isReachable) return unavailable(probe.errorMessage ?? `${providerId} did not answer.`);
  if (errorKind !== null) return judgeRefusal(probe, proven);
  if (modelNames.length > 0) return null;
  if (isLocal) return unavailable(`${providerId} answers, but has no model.`);
  const message = `${providerId} answered in ${Math.round(probe.latencyMs)} ms, but lists no models`;
  if (proven !== null) return { status: proven, message: `${message}; recent calls succeeded.` };
  return { status: 'UNKNOWN', message: `${message}: only a call shows whether one would answer.` };
}

/** The provider answered, but not with a list. */
function judgeRefusal({ providerId, errorKind, errorMessage }: ProbeResult, proven: Proven): Judgement {
  const said = (errorMessage ?? `${providerId} refused the request for its models`).replace(/\.$/, '');
  if (proven !== null && errorKind !== 'rate-limit') {
    return { status: proven, message: `Recent calls succeeded, though ${providerId} has no list of models: ${said}.` };
  }
  if (errorKind !== 'model-not-found') return unavailable(`${said}.`);
  return unavailable(`${said}: ${providerId} has no list of models at its base_url, so check that address.`);
}

/** The result of a probe for one model: whether the list has its name. */
export function judgeName(probe: ProbeResult, modelId: string, upstreamName: string, proven: Proven): Judgement {
  if (isListedBy(probe.modelNames, upstreamName)) return { status: proven ?? 'AVAILABLE', message: listing(probe) };
  if (proven === null) return unavailable(`${describeUnlisted(probe, { modelId, upstreamName })}.`);
  const lists = `${describeListing(probe, upstreamName)}, but not '${upstreamName}'`;
  return { status: proven, message: `${lists}; recent calls succeeded nevertheless.` };
}

/** The result of a probe for a provider: whether the list has any of the policy's names. */
export function judgeNames(probe: ProbeResult, upstreamNames: readonly string[]): Judgement {
  const [first] = upstreamNames;
  if (first === undefined || upstreamNames.some((name) => isListedBy(probe.modelNames, name))) {
    return { status: 'AVAILABLE', message: listing(probe) };
  }
  return unavailable(
    `${describeListing(probe, first)}, but none of the policy's (${describeNames(upstreamNames, first)}): ${upstreamNameHint}.`,
  );
}

function listing({ providerId, latencyMs, modelNames }: ProbeResult): string {
  return `${providerId} answered in ${Math.round(latencyMs)} ms and lists ${count(modelNames)}.`;
}

function count({ length }: readonly string[]): string {
  return length === 1 ? '1 model' : `${length} models`;
}

function unavailable(message: string): Judgement {
  return { status: 'UNAVAILABLE', message };
}
