'use client';

import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';
import { describeError, type ErrorDescription } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { buildInput } from './build-input.ts';
import { type Plan, PlanFacts } from './plan-facts.ts';
import { usePlaygroundState } from './playground-provider.tsx';
import type { Route } from './route.ts';
import type { GenerateInput } from './run-documents.ts';
import { hasEnded } from './run-state.ts';
import type { Attachment } from './turn.ts';

const PlanQuery = graphql(
  `
    query PlaygroundPlan($input: GenerateInput!) {
      plan(input: $input) {
        ...PlanFacts
      }
    }
  `,
  [PlanFacts],
);

const typingPauseMs = 300;

export type LanePlan = { route: Route; plan: Plan };

/** The plans of the prompt in the composer, one for each lane. */
export type Estimate =
  | { type: 'nothing-typed' }
  | { type: 'invalid'; problem: string }
  | { type: 'failed'; error: ErrorDescription }
  | { type: 'planned'; lanes: readonly LanePlan[]; isStale: boolean }
  | { type: 'pending' };

/** The request, and the answer once it has arrived. */
type Request = readonly { route: Route; input: GenerateInput }[];
type Answer = { request: Request; result: readonly LanePlan[] | CombinedError };

/** Requests the plans of the prompt when typing pauses. It calls no model. */
export function useEstimate(): Estimate {
  const built = useBuiltRequest();
  const [settled] = useDebouncedValue(built, typingPauseMs);
  const answer = usePlans(Array.isArray(settled) ? settled : null);

  if (built === null) return { type: 'nothing-typed' };
  if (typeof built === 'string') return { type: 'invalid', problem: built };
  if (answer === null) return { type: 'pending' };
  const isStale = answer.request !== built;
  if (Array.isArray(answer.result)) return { type: 'planned', lanes: answer.result, isStale };
  if (isStale) return { type: 'pending' };
  return { type: 'failed', error: describeError(answer.result as CombinedError) };
}

/** The requests of the lanes, or the problem in a sentence. Null while the prompt is empty, and during an answer. */
function useBuiltRequest(): Request | string | null {
  const draft = usePlaygroundState((state) => state.draft);
  const files = usePlaygroundState((state) => state.files);
  const settings = usePlaygroundState((state) => state.settings);
  const isBusy = usePlaygroundState(({ turns }) => turns.some(({ lanes }) => lanes.some(({ run }) => !hasEnded(run))));
  // During a streaming answer the turns change with every render.
  const turns = usePlaygroundState((state) => (isBusy ? null : state.turns));

  return useMemo(() => {
    if ((draft.trim() === '' && files.length === 0) || turns === null) return null;
    const request: { route: Route; input: GenerateInput }[] = [];
    for (const [laneIndex, route] of settings.routes.entries()) {
      const question = { settings, turns, prompt: draft, files: files.map(light), route, laneIndex };
      const built = buildInput(question);
      if (built.type === 'invalid') return built.problem;
      request.push({ route, input: built.input });
    }
    return request;
  }, [draft, files, settings, turns]);
}

function usePlans(request: Request | null): Answer | null {
  const client = useClient();
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (request === null) return;
    let isCurrent = true;
    void readPlans(client, request).then((result) => isCurrent && setAnswer({ request, result }));
    return () => {
      isCurrent = false;
    };
  }, [client, request]);
  return answer;
}

async function readPlans(client: Client, request: Request): Promise<readonly LanePlan[] | CombinedError> {
  const results = await Promise.all(
    request.map(({ input }) => client.query(PlanQuery, { input }, { requestPolicy: 'network-only' }).toPromise()),
  );
  const lanes: LanePlan[] = [];
  for (const [index, { data, error }] of results.entries()) {
    const route = request[index]?.route;
    if (error) return error;
    if (data && route) lanes.push({ route, plan: data.plan });
  }
  return lanes;
}

/** A pixel in place of a large image. The plan only needs its presence, and typing must not send it each time. */
function light(file: Attachment): Attachment {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  return file.mediaType.startsWith('image/') && file.data.length > 20_000
    ? { ...file, mediaType: 'image/png', data: pixel }
    : file;
}
