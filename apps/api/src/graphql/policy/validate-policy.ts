import type { PolicyChange as PolicyChangeSource } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import type { PolicyProblem } from '../../policy/parse-policy-text.ts';
import type { Replay, ReplayChange } from '../../policy/replay/replay-requests.ts';
import type { ValidatedPolicy } from '../../policy/validate-policy-text.ts';
import { notAudited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { moneyText } from '../scalars/decimal.ts';

/** The most requests of one replay. */
const mostReplayed = 10_000;
/** The most problems in one answer. */
const mostIssues = 500;
/** The most changes in one answer. */
const mostChanges = 1_000;

const PolicyIssue = builder.objectRef<PolicyProblem>('PolicyIssue').implement({
  description: 'One problem of a policy.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'The problem in one sentence, with the allowed values. Never quotes a secret.',
    }),
    path: t.exposeString('path', {
      description: 'The path, for example `models.openai.gpt-4.quality`; empty for the whole document.',
    }),
    line: t.exposeInt('line', { description: 'The line, from 1.' }),
    column: t.exposeInt('column', { description: 'The column, from 1.' }),
  }),
});

const PolicyChangeKind = builder.enumType('PolicyChangeKind', {
  description: 'The kind of a difference.',
  values: {
    ADDED: { description: 'It is only in the draft.' },
    REMOVED: { description: 'It is only in the policy in force.' },
    CHANGED: { description: 'It is in both, with different values.' },
  } as const,
});

const PolicyChange = builder.objectRef<PolicyChangeSource>('PolicyChange').implement({
  description: 'One difference between a draft and the policy in force.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The path, for example `routing_rules.chains.ANALYSIS`.' }),
    change: t.expose('change', { type: PolicyChangeKind, description: 'The kind of the difference.' }),
    before: t.exposeString('before', {
      nullable: true,
      description: 'The value before, as text; null if there was none.',
    }),
    after: t.exposeString('after', { nullable: true, description: 'The value after, as text; null if there is none.' }),
    text: t.exposeString('text', { description: 'The difference in words, for example `gpt-4 left chain ANALYSIS`.' }),
  }),
});

const usd = (amount: number | null): string | null => (amount === null ? null : moneyText(amount));

const PolicyReplayChange = builder.objectRef<ReplayChange>('PolicyReplayChange').implement({
  description: 'A recorded request that another model serves under a draft, or that the draft refuses.',
  fields: (t) => ({
    generationId: t.exposeID('generationId', { description: 'The recorded generation.' }),
    before: t.exposeID('before', { nullable: true, description: 'The model that answered, or was planned to.' }),
    after: t.exposeID('after', {
      nullable: true,
      description: 'The model under the draft; null if the request is refused.',
    }),
    costBeforeUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The actual cost, US dollars; null if unpriced.',
      resolve: ({ costBeforeUsd }) => usd(costBeforeUsd),
    }),
    costAfterUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The cost of its tokens under the draft, US dollars; null if unpriced or refused.',
      resolve: ({ costAfterUsd }) => usd(costAfterUsd),
    }),
  }),
});

const PolicyReplay = builder.objectRef<Replay>('PolicyReplay').implement({
  description: 'The effect of a draft on the latest requests.',
  fields: (t) => ({
    requests: t.exposeInt('requests', { description: 'The number of planned requests.' }),
    moved: t.exposeInt('moved', { description: 'The number of requests with another model.' }),
    refused: t.exposeInt('refused', { description: 'The number of requests that no model serves.' }),
    unpriced: t.exposeInt('unpriced', {
      description: 'The number of requests not in the two sums, because a price is not known before or after.',
    }),
    costBeforeUsd: t.field({
      type: 'Decimal',
      description: 'The actual cost of the requests, US dollars.',
      resolve: ({ costBeforeUsd }) => moneyText(costBeforeUsd),
    }),
    costAfterUsd: t.field({
      type: 'Decimal',
      description: 'The cost of their tokens under the draft, US dollars. A refused request costs nothing.',
      resolve: ({ costAfterUsd }) => moneyText(costAfterUsd),
    }),
    changes: t.field({
      type: [PolicyReplayChange],
      extensions: withCost({ items: 20 }),
      args: { first: t.arg.int({ defaultValue: 20, description: 'The number of requests, 0 to 1,000.' }) },
      description: 'The moved and refused requests, newest first.',
      resolve: ({ changes }, { first }) => {
        const count = first ?? 20;
        if (count < 0 || count > mostChanges)
          throw new InputError('first', `must be 0 to ${mostChanges}, not ${count}`);
        return changes.slice(0, count);
      },
    }),
  }),
});

const PolicyValidation = builder.objectRef<ValidatedPolicy>('PolicyValidation').implement({
  description: 'The check of a draft of the policy.',
  fields: (t) => ({
    isValid: t.boolean({
      description: 'Whether the draft can be applied.',
      resolve: ({ problems }) => problems.length === 0,
    }),
    issues: t.field({
      type: [PolicyIssue],
      description: 'All problems, in the order of the document; at most 500.',
      resolve: ({ problems }) => problems.slice(0, mostIssues),
    }),
    diff: t.field({
      type: [PolicyChange],
      description: 'The differences from the policy in force, at most 500; none if the draft is not YAML.',
      resolve: ({ diff }) => [...diff],
    }),
    replay: t.expose('replay', {
      type: PolicyReplay,
      nullable: true,
      description: 'The replay; null if none was requested, or the draft has problems.',
    }),
  }),
});

builder.mutationField('validatePolicy', (t) =>
  t.field({
    type: PolicyValidation,
    extensions: {
      ...withCost({ work: 5_000, readsInput: true }),
      ...notAudited('It judges a draft and changes nothing.'),
    },
    authScopes: { can: 'operate' },
    description:
      'Checks a policy without applying it: its problems, its differences from the policy in force, and a replay.',
    args: {
      yaml: t.arg.string({ required: true, description: 'The whole document.' }),
      replay: t.arg.int({ description: 'The number of latest requests to plan under the draft, 1 to 10,000.' }),
    },
    resolve: (_root, { yaml, replay }, { services }) => {
      if (replay != null && (replay < 1 || replay > mostReplayed)) {
        throw new InputError('replay', `must be 1 to ${mostReplayed}, not ${replay}`);
      }
      return services.validatePolicy(yaml, replay ?? null);
    },
  }),
);
