import type { PolicyChange as PolicyChangeSource } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import type { PolicyProblem } from '../../policy/parse-policy-text.ts';
import type { Replay, ReplayChange } from '../../policy/replay/replay-requests.ts';
import type { ValidatedPolicy } from '../../policy/validate-policy-text.ts';
import { notAudited } from '../audit/audited.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { moneyText } from '../scalars/decimal.ts';

/** Requests of one replay. */
const mostReplayed = 10_000;
/** Problems of one answer. */
const mostIssues = 500;
/** Changes of one answer. */
const mostChanges = 1_000;

const PolicyIssue = builder.objectRef<PolicyProblem>('PolicyIssue').implement({
  description: 'One problem of a policy.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'One sentence, with the allowed values. Never quotes a secret.',
    }),
    path: t.exposeString('path', { description: '`models.openai.gpt-4.quality`; empty for the whole.' }),
    line: t.exposeInt('line', { description: 'From 1.' }),
    column: t.exposeInt('column', { description: 'From 1.' }),
  }),
});

const PolicyChangeKind = builder.enumType('PolicyChangeKind', {
  description: 'The kind of a difference.',
  values: {
    ADDED: { description: 'It is in the draft alone.' },
    REMOVED: { description: 'It is in the policy in force alone.' },
    CHANGED: { description: 'It differs.' },
  } as const,
});

const PolicyChange = builder.objectRef<PolicyChangeSource>('PolicyChange').implement({
  description: 'One difference between a draft and the policy in force.',
  fields: (t) => ({
    path: t.exposeString('path', { description: '`routing_rules.chains.ANALYSIS`.' }),
    change: t.expose('change', { type: PolicyChangeKind, description: 'Its kind.' }),
    before: t.exposeString('before', { nullable: true, description: 'As text; null where there was nothing.' }),
    after: t.exposeString('after', { nullable: true, description: 'As text; null where there is nothing any more.' }),
    text: t.exposeString('text', { description: 'In words: `gpt-4 left chain ANALYSIS`.' }),
  }),
});

const usd = (amount: number | null): string | null => (amount === null ? null : moneyText(amount));

const PolicyReplayChange = builder.objectRef<ReplayChange>('PolicyReplayChange').implement({
  description: 'A recorded request that goes to another model under a draft, or is refused.',
  fields: (t) => ({
    generationId: t.exposeID('generationId', { description: 'The generation of then.' }),
    before: t.exposeID('before', { nullable: true, description: 'The model that served it, or was to.' }),
    after: t.exposeID('after', { nullable: true, description: 'The model that would; null where it is refused.' }),
    costBeforeUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What it cost, US dollars; null where unpriced.',
      resolve: ({ costBeforeUsd }) => usd(costBeforeUsd),
    }),
    costAfterUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What its tokens would cost, US dollars; null where unpriced or refused.',
      resolve: ({ costAfterUsd }) => usd(costAfterUsd),
    }),
  }),
});

const PolicyReplay = builder.objectRef<Replay>('PolicyReplay').implement({
  description: 'What the last requests would have done under a draft.',
  fields: (t) => ({
    requests: t.exposeInt('requests', { description: 'Requests that were planned.' }),
    moved: t.exposeInt('moved', { description: 'Those that go to another model.' }),
    refused: t.exposeInt('refused', { description: 'Those that no model serves.' }),
    unpriced: t.exposeInt('unpriced', {
      description: 'Those that the two sums leave out, since a price is not known before or after.',
    }),
    costBeforeUsd: t.field({
      type: 'Decimal',
      description: 'What they cost, US dollars.',
      resolve: ({ costBeforeUsd }) => moneyText(costBeforeUsd),
    }),
    costAfterUsd: t.field({
      type: 'Decimal',
      description: 'What their tokens would cost, US dollars. A refused request costs nothing.',
      resolve: ({ costAfterUsd }) => moneyText(costAfterUsd),
    }),
    changes: t.field({
      type: [PolicyReplayChange],
      extensions: withCost({ items: 20 }),
      args: { first: t.arg.int({ defaultValue: 20, description: 'How many, 0 to 1,000.' }) },
      description: 'Those that are moved or refused, the newest first.',
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
  description: 'What a draft of the policy is worth.',
  fields: (t) => ({
    isValid: t.boolean({
      description: 'Whether it can be applied.',
      resolve: ({ problems }) => problems.length === 0,
    }),
    issues: t.field({
      type: [PolicyIssue],
      description: 'Every problem, in the order of the document; at most 500.',
      resolve: ({ problems }) => problems.slice(0, mostIssues),
    }),
    diff: t.field({
      type: [PolicyChange],
      description: 'The differences to the policy in force, at most 500; none where the draft is no YAML.',
      resolve: ({ diff }) => [...diff],
    }),
    replay: t.expose('replay', {
      type: PolicyReplay,
      nullable: true,
      description: 'Null where none was asked for, or the draft has problems.',
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
      'Judges a policy without applying it: its problems, its differences to the one in force, and a replay.',
    args: {
      yaml: t.arg.string({ required: true, description: 'The whole document.' }),
      replay: t.arg.int({ description: 'How many of the last requests are planned under it, 1 to 10,000.' }),
    },
    resolve: (_root, { yaml, replay }, { services }) => {
      if (replay != null && (replay < 1 || replay > mostReplayed)) {
        throw new InputError('replay', `must be 1 to ${mostReplayed}, not ${replay}`);
      }
      return services.validatePolicy(yaml, replay ?? null);
    },
  }),
);
