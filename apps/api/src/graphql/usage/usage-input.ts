import { InputError } from '../../errors/service-error.ts';
import { attributionDimensions, type UsageQuery } from '../../usage/usage-report.ts';
import { builder } from '../builder.ts';

const UsageDimension = builder.enumType('UsageDimension', {
  description: 'The dimensions that split usage.',
  values: {
    MODEL: { description: 'The called model.' },
    PROVIDER: { description: 'The called provider.' },
    WORKSPACE: { description: 'The workspace that paid.' },
    API_KEY: { description: 'The API key of the request.' },
    TASK_TYPE: { description: 'The task type of the request.' },
    END_USER: { description: 'The end user of the request. Only the 1,000 most expensive.' },
    SESSION: { description: 'The session of the request. Only the 1,000 most expensive.' },
    TAG: {
      description: 'Each tag of the request; a call with two tags counts for both. Only the 1,000 most expensive.',
    },
  } as const,
});

export const UsageInterval = builder.enumType('UsageInterval', {
  description: 'The interval of a series.',
  values: { HOUR: { description: 'An hour.' }, DAY: { description: 'A day in UTC.' } } as const,
});

export const UsageInput = builder.inputType('UsageInput', {
  description: 'The calls to add up, and the dimensions to group by.',
  fields: (t) => ({
    days: t.int({
      description: 'The number of days, 1 to 90, from the start of an hour. Default 7, unless `from` is given.',
    }),
    from: t.field({ type: 'DateTime', description: 'The start of the span; excludes `days`.' }),
    to: t.field({ type: 'DateTime', description: 'The end of the span. Default: now.' }),
    workspaceId: t.id({ description: 'Only calls of this workspace.' }),
    apiKeyId: t.id({ description: 'Only calls with this API key.' }),
    model: t.id({ description: 'Only calls to this model.' }),
    provider: t.id({ description: "Only calls to this provider's models." }),
    taskType: t.string({ description: 'Only calls with this task type.' }),
    endUser: t.string({
      description:
        'Only calls for this end user. Give at most one of `endUser`, `session` and `tag`; `groupBy` may then have neither of the other two. The report is over whole hours, without percentiles.',
    }),
    session: t.id({ description: 'Only calls of this session; see `endUser`.' }),
    tag: t.string({ description: 'Only calls with this tag; see `endUser`.' }),
    groupBy: t.field({
      type: [UsageDimension],
      description:
        'The dimensions to group by, in this order. At most one of END_USER, SESSION and TAG is allowed. With it, the report is over whole hours, without percentiles, and calls without a value are in no group.',
    }),
    interval: t.field({ type: UsageInterval, description: 'The interval of the series. Default: no series.' }),
  }),
});

const dayMs = 86_400_000;

/** Parses a span of usage. Throws an `InputError` that names the problem. `nowMs` is epoch milliseconds. */
export function parseUsageInput(input: typeof UsageInput.$inferInput, nowMs: number): UsageQuery {
  const { days, from, to } = input;
  if (days != null && (from != null || to != null)) {
    throw new InputError('input.days', 'cannot be combined with from or to: give one or the other');
  }
  if (days != null && (days < 1 || days > 90)) throw new InputError('input.days', `must be 1 to 90, not ${days}`);
  if (from == null && to != null) throw new InputError('input.from', 'is missing: to needs a from');
  const own = (input.groupBy ?? []).filter((dimension) => attributionDimensions.some((each) => each === dimension));
  if (new Set(own).size > 1) {
    throw new InputError('input.groupBy', 'may have at most one of END_USER, SESSION and TAG');
  }
  const filtered = (
    [
      ['END_USER', input.endUser],
      ['SESSION', input.session],
      ['TAG', input.tag],
    ] as const
  ).flatMap(([dimension, value]) => (value == null ? [] : [dimension]));
  if (filtered.length > 0 && new Set([...filtered, ...own]).size > 1) {
    throw new InputError(
      'input',
      'may have at most one of endUser, session and tag, and groupBy must then not have the other two',
    );
  }
  if (from != null) checkSpan(from.getTime(), to?.getTime() ?? nowMs);
  return {
    days: from == null ? (days ?? 7) : null,
    from: from ?? null,
    to: to ?? null,
    workspaceId: input.workspaceId ?? null,
    apiKeyId: input.apiKeyId ?? null,
    modelId: input.model ?? null,
    providerId: input.provider ?? null,
    taskType: input.taskType ?? null,
    endUser: input.endUser ?? null,
    session: input.session ?? null,
    tag: input.tag ?? null,
    groupBy: [...new Set(input.groupBy ?? [])],
    interval: input.interval ?? null,
  };
}

function checkSpan(fromMs: number, toMs: number): void {
  if (fromMs >= toMs) throw new InputError('input.to', 'must be later than from');
  if (toMs - fromMs > 90 * dayMs) {
    throw new InputError('input.from', `may be at most 90 days before to, not ${Math.ceil((toMs - fromMs) / dayMs)}`);
  }
}
