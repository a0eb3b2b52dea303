import type { Address } from './test-endpoint.ts';

const document = `query ($id: ID!) {
  generation(id: $id) {
    status text model cost { totalUsd } usage { inputTokens outputTokens totalTokens }
    attempts { number model outcome errorCode errorMessage skippedEvents estimated costUsd usage { inputTokens outputTokens } }
  }
}`;

/** A generation in the form of its record. */
export type RecordedGeneration = {
  status: string;
  text: string;
  model: string | null;
  cost: { totalUsd: string } | null;
  usage: { inputTokens: number; outputTokens: number; totalTokens: number };
  attempts: readonly {
    number: number;
    model: string;
    outcome: string;
    errorCode: string | null;
    errorMessage: string | null;
    skippedEvents: number;
    estimated: boolean;
    costUsd: string | null;
    usage: { inputTokens: number; outputTokens: number };
  }[];
};

/** Sends one operation over HTTP. Throws if it has errors. */
export async function query<Data>(
  service: Address,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Data> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: service.authorization },
    body: JSON.stringify({ query: text, variables }),
  });
  // The schema returns the requested fields; errors are checked first.
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
  return data;
}

export async function readGeneration(service: Address, id: string | null): Promise<RecordedGeneration> {
  const { generation } = await query<{ generation: RecordedGeneration | null }>(service, document, { id });
  if (generation === null) throw new Error(`There is no generation ${id}.`);
  return generation;
}
