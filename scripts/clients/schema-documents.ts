/** Inputs of the generators, and programs that use their output. */

export const prompt = 'Say "the penstock is open". [call none]';
export const promptedWords = 'the penstock is open';

/** A fragment, and one operation of each kind. */
export const askDocument = `
fragment Answer on Generation { id status text toolCalls { name } }
query Models($filter: ModelFilter) { models(filter: $filter) { id provider { id } } }
mutation Ask($input: GenerateInput!) { generate(input: $input) { ...Answer } }
subscription Stream($input: GenerateInput!) {
  generate(input: $input) { __typename ... on TextDelta { text } ... on GenerationFailed { number } }
}
`;

/** The same for Relay, with its connection and its refetch by `node`. */
export const relaySource = `
import { graphql } from 'relay-runtime';

graphql\`
  fragment Ask_generation on Generation @refetchable(queryName: "AskRefetchQuery") { id status text }
\`;
graphql\`
  query AskQuery($first: Int!, $after: String) {
    generations(first: $first, after: $after) @connection(key: "Ask_generations") {
      edges { node { id ...Ask_generation } }
    }
  }
\`;
graphql\`
  mutation AskMutation($input: GenerateInput!) { generate(input: $input) { text ...Ask_generation } }
\`;
graphql\`
  subscription AskSubscription($input: GenerateInput!) {
    generate(input: $input) { __typename ... on TextDelta { text } ... on GenerationFailed { number } }
  }
\`;
`;

/** Sends a document to Penstock. */
const send = `
const { PENSTOCK_URL, PENSTOCK_KEY, PENSTOCK_MODEL, PENSTOCK_PROMPT } = process.env as Record<string, string>;
const input = { model: PENSTOCK_MODEL, prompt: PENSTOCK_PROMPT };

async function send(query: string | null, variables: object): Promise<any> {
  const response = await fetch(PENSTOCK_URL + '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + PENSTOCK_KEY },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
`;

export const relayProgram = `
import runtime from 'relay-runtime';
import mutation, { type AskMutation } from './generated/AskMutation.graphql.ts';
${send}
const environment = new runtime.Environment({
  network: runtime.Network.create(({ text }, variables) => send(text, variables)),
  store: new runtime.Store(new runtime.RecordSource()),
});
runtime.commitMutation<AskMutation>(environment, {
  mutation,
  variables: { input },
  onCompleted: ({ generate }) => console.log(generate.text),
  onError: (error) => { throw error; },
});
`;

export const codegenProgram = `
import { print } from 'graphql';
import { AskDocument, type AskMutation } from './generated/graphql.ts';
import { useFragment } from './generated/index.ts';
import { AnswerFragmentDoc } from './generated/graphql.ts';
${send}
const { data }: { data: AskMutation } = await send(print(AskDocument), { input });
console.log(useFragment(AnswerFragmentDoc, data.generate).text);
`;
