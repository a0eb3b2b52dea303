import type { VariablesOf } from '../../graphql/graphql.ts';
import type { UsageQuery } from './usage-documents.ts';

export type UsageInput = VariablesOf<typeof UsageQuery>['input'];
type Dimension = NonNullable<UsageInput['groupBy']>[number];

/** The dimensions of usage, with the member of a group that contains the value. */
export const dimensions = {
  model: { value: 'MODEL', label: 'Model' },
  provider: { value: 'PROVIDER', label: 'Provider' },
  workspace: { value: 'WORKSPACE', label: 'Workspace' },
  apiKey: { value: 'API_KEY', label: 'API key' },
  taskType: { value: 'TASK_TYPE', label: 'Task type' },
  endUser: { value: 'END_USER', label: 'End user' },
  session: { value: 'SESSION', label: 'Session' },
  tag: { value: 'TAG', label: 'Tag' },
  day: { value: null, label: 'Day' },
} as const satisfies Record<string, { value: Dimension | null; label: string }>;

export type DimensionName = keyof typeof dimensions;

export function readDimension(text: string | null): DimensionName {
  return text !== null && text in dimensions ? (text as DimensionName) : 'model';
}

/** The address parameters that filter usage, with the API's names. */
export const usageFilters = {
  model: 'model',
  provider: 'provider',
  key: 'apiKeyId',
  task: 'taskType',
  endUser: 'endUser',
  session: 'session',
  tag: 'tag',
} as const satisfies Record<string, keyof UsageInput>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const longestMs = 90 * dayMs;

/** The query of the page: a report by one dimension over a range, with a series by hour or by day. */
export function toUsageInput(
  parameters: URLSearchParams,
  { from, to }: { from: Date; to: Date },
  workspaceId: string | null,
): UsageInput {
  const by = dimensions[readDimension(parameters.get('by'))].value;
  const start = new Date(Math.max(from.getTime(), to.getTime() - longestMs));
  const input: UsageInput = {
    from: start.toISOString(),
    to: to.toISOString(),
    groupBy: by === null ? [] : [by],
    interval: by === null ? 'DAY' : stepOf(start, to) === dayMs ? 'DAY' : 'HOUR',
  };
  if (workspaceId !== null) input.workspaceId = workspaceId;
  for (const [name, member] of Object.entries(usageFilters)) {
    const value = parameters.get(name);
    if (value) input[member] = value;
  }
  return input;
}

/** The step of the chart, milliseconds: an hour for ranges up to two days, else a day. */
export function stepOf(from: Date, to: Date): number {
  return to.getTime() - from.getTime() <= 2 * dayMs ? hourMs : dayMs;
}
