import type { VariablesOf } from '../../graphql/graphql.ts';
import type { ViewRange } from '../shell/view-range.ts';
import type { GenerationsQuery } from './generation-documents.ts';

export type GenerationFilterInput = NonNullable<VariablesOf<typeof GenerationsQuery>['filter']>;
type Status = NonNullable<GenerationFilterInput['statuses']>[number];

/** The members of a filter with several values, with their names in the address and in the API's facets. */
export const listMembers = {
  status: { input: 'statuses', facet: 'statuses', label: 'Status' },
  model: { input: 'models', facet: 'models', label: 'Model' },
  provider: { input: 'providers', facet: 'providers', label: 'Provider' },
  error: { input: 'errorCodes', facet: 'errorCodes', label: 'Failure' },
  task: { input: 'taskTypes', facet: 'taskTypes', label: 'Task type' },
  key: { input: 'apiKeyIds', facet: 'apiKeys', label: 'API key' },
  endpoint: { input: 'endpoints', facet: 'endpoints', label: 'Endpoint' },
} as const;

export type ListMember = keyof typeof listMembers;

/** The members with a single text. */
export const textMembers = {
  q: 'Text in prompt or answer',
  endUser: 'End user',
  session: 'Session',
  tag: 'Tag',
  minCost: 'Cost from, $',
  minSeconds: 'Time from, s',
} as const;

export type TextMember = keyof typeof textMembers;

/** The filters of the page, as in the address. Other pages share the time range and the workspace. */
export type GenerationFilter = {
  lists: Readonly<Record<ListMember, readonly string[]>>;
  texts: Readonly<Record<TextMember, string>>;
  fellBack: boolean | null;
};

const listNames = Object.keys(listMembers) as ListMember[];
const textNames = Object.keys(textMembers) as TextMember[];

/** Every address parameter of this page's filter. */
export const filterParameters: readonly string[] = [...listNames, ...textNames, 'fellBack'];

export function readFilter(parameters: URLSearchParams): GenerationFilter {
  const lists = listNames.map((name) => [name, (parameters.get(name) ?? '').split(',').filter(Boolean)]);
  const texts = textNames.map((name) => [name, parameters.get(name) ?? '']);
  const fellBack = parameters.get('fellBack');
  return {
    lists: Object.fromEntries(lists) as GenerationFilter['lists'],
    texts: Object.fromEntries(texts) as GenerationFilter['texts'],
    fellBack: fellBack === null ? null : fellBack === 'true',
  };
}

/** The address changes for a filter; null removes a parameter. */
export function writeFilter({ lists, texts, fellBack }: GenerationFilter): Record<string, string | null> {
  const changes: Record<string, string | null> = { fellBack: fellBack === null ? null : String(fellBack) };
  for (const name of listNames) changes[name] = lists[name].join(',') || null;
  for (const name of textNames) changes[name] = texts[name] || null;
  return changes;
}

export function isEmptyFilter(filter: GenerationFilter): boolean {
  return Object.values(writeFilter(filter)).every((value) => value === null);
}

/** A list with a value added, or removed if it was present. */
export function toggled(filter: GenerationFilter, member: ListMember, value: string): GenerationFilter {
  const values = filter.lists[member];
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return { ...filter, lists: { ...filter.lists, [member]: next } };
}

/** The API's filter. A preset range has no end, so that new generations are within it. */
export function toInput(
  { lists, texts, fellBack }: GenerationFilter,
  { from, to, preset }: Pick<ViewRange, 'from' | 'to' | 'preset'>,
  workspaceId: string | null,
): GenerationFilterInput {
  const input: GenerationFilterInput = { from: from.toISOString() };
  if (preset === null) input.to = to.toISOString();
  if (workspaceId !== null) input.workspaceId = workspaceId;
  if (fellBack !== null) input.fellBack = fellBack;
  if (lists.status.length > 0) input.statuses = lists.status as Status[];
  if (lists.model.length > 0) input.models = [...lists.model];
  if (lists.provider.length > 0) input.providers = [...lists.provider];
  if (lists.error.length > 0) input.errorCodes = [...lists.error];
  if (lists.task.length > 0) input.taskTypes = [...lists.task];
  if (lists.key.length > 0) input.apiKeyIds = [...lists.key];
  if (lists.endpoint.length > 0) input.endpoints = [...lists.endpoint];
  if (texts.q.trim().length > 1) input.text = texts.q.trim();
  if (texts.endUser) input.endUser = texts.endUser;
  if (texts.session) input.session = texts.session;
  if (texts.tag) input.tag = texts.tag;
  if (Number(texts.minCost) > 0) input.minCostUsd = String(Number(texts.minCost));
  if (Number(texts.minSeconds) > 0) input.minLatencyMs = Math.round(Number(texts.minSeconds) * 1_000);
  return input;
}
