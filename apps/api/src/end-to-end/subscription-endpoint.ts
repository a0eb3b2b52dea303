import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Address, CallerRequest, CallerResult, TestEndpoint } from './test-endpoint.ts';

const document = `subscription ($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on NumberedEvent { generationId number follows }
    ... on TextDelta { text }
    ... on AttemptFailed { model errorCode }
    ... on GenerationCompleted { generation { model } }
    ... on GenerationFailed { errorCode errorMessage }
  }
}`;

type Event = {
  generationId: string;
  number: number;
  follows: number;
} & (
  | { __typename: 'TextDelta'; text: string }
  | { __typename: 'AttemptFailed'; model: string; errorCode: string }
  | { __typename: 'GenerationRestarted' | 'GenerationContinued' | 'GenerationStarted' }
  | { __typename: 'GenerationCompleted'; generation: { model: string } }
  | { __typename: 'GenerationFailed'; errorCode: string; errorMessage: string }
);

/** The subscription `generate` over WebSocket. */
export const subscriptionEndpoint: TestEndpoint = {
  name: 'subscription',
  canRestart: true,
  async send(service, request) {
    const client = connect(service);
    try {
      return await subscribe(client, request);
    } finally {
      await client.dispose();
    }
  },
};

/** A client with its own socket, opened by its first operation. */
export function connect({ url, authorization }: Address): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    lazyCloseTimeout: 1_000,
  });
}

/** Subscribes, and resolves at the end of the generation. */
export async function subscribe(client: Client, request: CallerRequest): Promise<CallerResult> {
  const startedMs = performance.now();
  const result = { generationId: '', text: '', restarts: 0, failures: [] as string[] };
  let end: CallerResult['end'] | null = null;
  let last = 0;
  for await (const { data, errors } of client.iterate<{ generate: Event }>({
    query: document,
    variables: { input: request },
  })) {
    if (data == null) {
      const [error] = errors ?? [];
      end = { type: 'failed', code: String(error?.extensions?.code), message: error?.message ?? 'No reason.' };
      break;
    }
    const event = data.generate;
    if (event.follows !== last) throw new Error(`Event ${event.number} follows ${event.follows}, not ${last}.`);
    last = event.number;
    result.generationId = event.generationId;
    end = note(event, result) ?? end;
  }
  if (end === null) throw new Error('The subscription ended without saying how.');
  return {
    ...result,
    generationId: result.generationId === '' ? null : result.generationId,
    end,
    tookMs: performance.now() - startedMs,
  };
}

function note(
  event: Event,
  result: { text: string; restarts: number; failures: string[] },
): CallerResult['end'] | null {
  switch (event.__typename) {
    case 'TextDelta':
      result.text += event.text;
      return null;
    case 'GenerationRestarted':
      result.text = '';
      result.restarts += 1;
      return null;
    case 'AttemptFailed':
      result.failures.push(`${event.model} ${event.errorCode}`);
      return null;
    case 'GenerationCompleted':
      return { type: 'completed', model: event.generation.model };
    case 'GenerationFailed':
      return { type: 'failed', code: event.errorCode, message: event.errorMessage };
    default:
      return null;
  }
}
