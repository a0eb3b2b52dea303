import type { CapabilityHolder, EmbeddingCall } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import type { Generation as CompletedGeneration } from '../../generation/generation.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseNumber } from '../../generation/input/parse-limits.ts';
import { parseRouting } from '../../generation/input/parse-routing.ts';
import { notAudited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { type ArgumentReader, withCost } from '../execution/field-cost.ts';
import { takesLongText } from '../execution/input-bounds.ts';
import { completedOrThrow } from '../generation/completed-or-throw.ts';
import { Generation } from '../generation/generation.ts';
import { inputPath, parseGraphqlCaller, type RequestFacts } from '../generation/parse-graphql-caller.ts';
import { toGenerationRow } from '../generation/to-generation-row.ts';
import { Strategy } from '../planning/strategy.ts';

const EmbeddingPurpose = builder.enumType('EmbeddingPurpose', {
  description: 'The purpose of vectors, where a provider makes a difference.',
  values: {
    QUERY: { value: 'query', description: 'To search with.' },
    DOCUMENT: { value: 'document', description: 'To be found.' },
  } as const,
});

const EmbedInput = builder.inputType('EmbedInput', {
  description: 'The texts to turn into vectors, and how to choose the model.',
  fields: (t) => ({
    texts: t.stringList({
      required: true,
      extensions: takesLongText,
      description: 'The texts, 1 to 2,048, none of them empty.',
    }),
    model: t.id({ description: 'Id or bare name; left out, the strategy chooses among models for embeddings.' }),
    provider: t.id({ description: "Only this provider's models." }),
    strategy: t.field({
      type: Strategy,
      description: "The strategy to choose by; the policy's default when left out.",
    }),
    dimensions: t.int({ description: "The length of the vectors; the model's own when left out." }),
    purpose: t.field({
      type: EmbeddingPurpose,
      description: "Their purpose; the provider's default when left out.",
    }),
    taskType: t.string({ description: 'The kind of task, for usage.' }),
    costLimitUsd: t.field({ type: 'Decimal', description: 'The most that it may cost, US dollars.' }),
    workspaceId: t.id({ description: 'Whose usage it is. Default: `default`.' }),
    executionId: t.string({ description: "The caller's own id of the run that this belongs to." }),
    endUser: t.string({ description: 'As in `GenerateInput`.' }),
    session: t.id({ description: 'As in `GenerateInput`.' }),
    tags: t.stringList({ description: 'As in `GenerateInput`.' }),
    metadata: t.field({ type: 'JSON', description: 'Kept with the record as it is.' }),
    store: t.boolean({
      defaultValue: true,
      description: 'False: neither the texts nor `metadata` are kept. True: as the policy says.',
    }),
  }),
});

const Embedding = builder.objectRef<CompletedGeneration>('Embedding').implement({
  description: 'Texts as vectors of one model.',
  fields: (t) => ({
    vectors: t.field({
      type: t.listRef(t.listRef('Float')),
      description: 'One for each text, in their order.',
      resolve: ({ vectors }) => (vectors ?? []).map((vector) => [...vector]),
    }),
    dimensions: t.int({
      description: 'The length of each vector.',
      resolve: ({ vectors }) => vectors?.[0]?.length ?? 0,
    }),
    generation: t.prismaField({
      type: Generation,
      description: 'The record: the model that served, usage, cost, attempts.',
      resolve: (_query, generation) => toGenerationRow(generation),
    }),
  }),
});

const mostTexts = 2_048;
/** The fewest texts that one call to a provider takes, of all dialects. */
const textsOfOneCall = 96;

const embeddingCalls = (read: ArgumentReader): number => {
  const texts = read('input', 'texts');
  return Array.isArray(texts) ? Math.max(1, Math.ceil(texts.length / textsOfOneCall)) : 1;
};

builder.mutationField('embed', (t) =>
  t.field({
    type: Embedding,
    extensions: {
      ...withCost({ providerCalls: embeddingCalls, work: 300, readsInput: true }),
      ...notAudited('It is recorded as a generation.'),
    },
    authScopes: { can: 'generate' },
    description:
      'Turns texts into vectors. Vectors of different models cannot be compared, so no other model steps in.',
    args: { input: t.arg({ type: EmbedInput, required: true, description: 'The texts to turn into vectors.' }) },
    resolve: async (_root, { input }, context) => {
      const { services, signal } = context;
      const request = parse(input, context, services.catalog());
      return completedOrThrow(await services.generations.run(request, signal));
    },
  }),
);

function parse(
  input: typeof EmbedInput.$inferInput,
  sender: Pick<GraphqlContext, 'viewer'> & RequestFacts,
  catalog: CapabilityHolder,
): GenerationRequest<EmbeddingCall> {
  return {
    call: {
      type: 'embedding',
      texts: parseTexts(input.texts),
      dimensions: parseNumber(input.dimensions, 1, 65_536, 'input.dimensions'),
      purpose: input.purpose ?? null,
    },
    routing: parseRouting(input, inputPath, catalog),
    caller: parseGraphqlCaller(input, sender.viewer, sender),
    delivery: { mayKeepContent: input.store ?? true, mayRestart: true, isDetached: false },
  };
}

function parseTexts(texts: readonly string[]): readonly string[] {
  if (texts.length === 0) throw new InputError('input.texts', 'is empty: give at least one text');
  if (texts.length > mostTexts) {
    throw new InputError('input.texts', `may hold at most ${mostTexts} texts, not ${texts.length}`);
  }
  const empty = texts.indexOf('');
  if (empty !== -1) throw new InputError(`input.texts.${empty}`, 'is empty');
  return texts;
}
