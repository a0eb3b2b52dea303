import { InputError } from '../../errors/service-error.ts';

/** A model as Anthropic lists it. */
export type AnthropicModel = { type: 'model'; id: string; display_name: string; created_at: string };

/** The default and the largest number of models in one page, as with Anthropic. */
const usualLimit = 20;
const mostModels = 1_000;

/** One page of a list, by `limit`, `after_id` and `before_id`. Throws an `InputError` for an invalid limit. */
export function pageOf(models: readonly AnthropicModel[], query: URLSearchParams) {
  const limit = readLimit(query.get('limit'));
  const [after, before] = [query.get('after_id'), query.get('before_id')];
  const begin = after === null ? 0 : models.findIndex(({ id }) => id === after) + 1;
  const place = before === null ? -1 : models.findIndex(({ id }) => id === before);
  const end = place === -1 ? models.length : place;
  const isBackward = before !== null && after === null;
  const data = isBackward
    ? models.slice(Math.max(begin, end - limit), end)
    : models.slice(begin, Math.min(end, begin + limit));
  return {
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: data.length < end - begin,
  };
}

function readLimit(text: string | null): number {
  if (text === null) return usualLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostModels) return limit;
  throw new InputError('limit', `must be a whole number from 1 to ${mostModels}`);
}
