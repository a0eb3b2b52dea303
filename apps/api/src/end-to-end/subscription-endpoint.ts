import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Address, Ask, Door, Told } from './test-endpoint.ts';

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
export const subscriptionDoor: Door = {
  name: 'subscription',
  canRestart: true,
  async ask(service, ask) {
    const client = connect(service);
    try {
      return await subscribe(client, ask);
    } finally {
      await client.dispose();
    }
  },
};

/** A client with a socket of its own, opened by its first operation. */
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
export async function subscribe(client: Client, ask: Ask): Promise<Told> {
  const startedMs = performance.now();
  const told = { generationId: '', text: '', restarts: 0, failures: [] as string[] };
  let end: Told['end'] | null = null;
  let last = 0;
  for await (const { data, errors } of client.iterate<{ generate: Event }>({
    query: document,
    variables: { input: ask },
  })) {
    if (data == null) {
      const [error] = errors ?? [];
      end = { type: 'failed', code: String(error?.extensions?.code), message: error?.message ?? 'No reason.' };
      break;
    }
    const event = data.generate;
    if (event.follows !== last) throw new Error(`Event ${event.number} follows ${event.follows}, not ${last}.`);
    last = event.number;
    told.generationId = event.generationId;
    end = note(event, told) ?? end;
  }
  if (end === null) throw new Error('The subscription ended without saying how.');
  return {
    ...told,
    generationId: told.generationId === '' ? null : told.generationId,
    end,
    tookMs: performance.now() - startedMs,
  };
}

function note(event: Event, told: { text: string; restarts: number; failures: string[] }): Told['end'] | null {
  switch (event.__typename) {
    case 'TextDelta':
      told.text += event.text;
      return null;
    case 'GenerationRestarted':
      told.text = '';
      told.restarts += 1;
      return null;
    case 'AttemptFailed':
      told.failures.push(`${event.model} ${event.errorCode}`);
      return null;
    case 'GenerationCompleted':
      return { type: 'completed', model: event.generation.model };
    case 'GenerationFailed':
      return { type: 'failed', code: event.errorCode, message: event.errorMessage };
    default:
      return null;
  }
}
