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
  description: 'The purpose of vectors, for providers that make a difference.',
  values: {
    QUERY: { value: 'query', description: 'Vectors to search with.' },
    DOCUMENT: { value: 'document', description: 'Vectors to be found.' },
  } as const,
});

const EmbedInput = builder.inputType('EmbedInput', {
  description: 'The texts to embed, and the choice of the model.',
  fields: (t) => ({
    texts: t.stringList({
      required: true,
      extensions: takesLongText,
      description: 'The texts, 1 to 2,048. No text may be empty.',
    }),
    model: t.id({
      description: 'The id or name of the model. Default: the strategy chooses among models for embeddings.',
    }),
    provider: t.id({ description: "Only this provider's models." }),
    strategy: t.field({
      type: Strategy,
      description: 'The strategy. Default: that of the policy.',
    }),
    dimensions: t.int({ description: 'The length of the vectors. Default: that of the model.' }),
    purpose: t.field({
      type: EmbeddingPurpose,
      description: 'The purpose of the vectors. Default: that of the provider.',
    }),
    taskType: t.string({ description: 'The task type, for usage.' }),
    costLimitUsd: t.field({ type: 'Decimal', description: 'The most that the call may cost, US dollars.' }),
    workspaceId: t.id({ description: 'The workspace that the usage belongs to. Default: `default`.' }),
    executionId: t.string({ description: "The caller's own id of the execution that this belongs to." }),
    endUser: t.string({ description: 'As in `GenerateInput`.' }),
    session: t.id({ description: 'As in `GenerateInput`.' }),
    tags: t.stringList({ description: 'As in `GenerateInput`.' }),
    metadata: t.field({ type: 'JSON', description: 'Metadata, stored unchanged with the record.' }),
    store: t.boolean({
      defaultValue: true,
      description: 'False: neither the texts nor `metadata` are stored. True: the policy decides.',
    }),
  }),
});

const Embedding = builder.objectRef<CompletedGeneration>('Embedding').implement({
  description: 'The vectors of texts, all of one model.',
  fields: (t) => ({
    vectors: t.field({
      type: t.listRef(t.listRef('Float')),
      description: 'The vectors, one for each text, in the order of the texts.',
      resolve: ({ vectors }) => (vectors ?? []).map((vector) => [...vector]),
    }),
    dimensions: t.int({
      description: 'The length of each vector.',
      resolve: ({ vectors }) => vectors?.[0]?.length ?? 0,
    }),
    generation: t.prismaField({
      type: Generation,
      description: 'The record: the model, usage, cost and attempts.',
      resolve: (_query, generation) => toGenerationRow(generation),
    }),
  }),
});

const mostTexts = 2_048;
/** The smallest number of texts per provider call, over all dialects. */
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
      'Turns texts into vectors. There is no fallback, because vectors of different models cannot be compared.',
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
    throw new InputError('input.texts', `may have at most ${mostTexts} texts, not ${texts.length}`);
  }
  const empty = texts.indexOf('');
  if (empty !== -1) throw new InputError(`input.texts.${empty}`, 'is empty');
  return texts;
}
