import type { Sort } from '../../components/data-table.tsx';
import type { CatalogModel } from './catalog-model.ts';

/** The filters of the model list. Null or empty disables a filter. */
export type ModelFilter = {
  search: string;
  /** The model must have all of them. */
  capabilities: readonly string[];
  provider: string | null;
  tag: string | null;
  onlyLocal: boolean;
  onlyAvailable: boolean;
  /** US dollars per million input tokens. An unpriced model is excluded. */
  maxInputPrice: number | null;
  /** Tokens. */
  minContext: number | null;
};

export const emptyFilter: ModelFilter = {
  search: '',
  capabilities: [],
  provider: null,
  tag: null,
  onlyLocal: false,
  onlyAvailable: false,
  maxInputPrice: null,
  minContext: null,
};

/** Whether a model matches. `isAvailable`: its live availability. */
export function matchesFilter(
  model: CatalogModel,
  filter: ModelFilter,
  isAvailable: (model: CatalogModel) => boolean,
): boolean {
  const { maxInputPrice, minContext } = filter;
  return (
    matchesSearch(model, filter.search) &&
    filter.capabilities.every((capability) => model.capabilities.includes(capability)) &&
    (filter.provider === null || model.provider.id === filter.provider) &&
    (filter.tag === null || model.tags.includes(filter.tag)) &&
    (!filter.onlyLocal || model.local) &&
    (!filter.onlyAvailable || isAvailable(model)) &&
    (maxInputPrice === null || (model.price !== null && Number(model.price.inputPerMTok) <= maxInputPrice)) &&
    (minContext === null || model.contextWindow >= minContext)
  );
}

/** Every word must occur in the model's names, tags or capabilities. */
function matchesSearch(model: CatalogModel, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [model.id, model.displayName, model.provider.displayName, ...model.tags, ...model.capabilities]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Usable models come first. */
const defaultSort: Sort = { key: 'status', isDescending: false };

/** Maximum number of models in a comparison. */
export const mostCompared = 6;

/** Every address parameter of the list. */
export const ownParameters: readonly string[] = [
  'search',
  'capability',
  'provider',
  'tag',
  'local',
  'available',
  'maxPrice',
  'minContext',
  'sort',
  'order',
  'compare',
];

type ListView = { filter: ModelFilter; sort: Sort; compared: readonly string[] };

/** Reads the view of the list from the address. */
export function readAddress(parameters: URLSearchParams): ListView {
  const sortKey = parameters.get('sort');
  return {
    filter: {
      search: parameters.get('search') ?? '',
      capabilities: parameters.getAll('capability'),
      provider: parameters.get('provider'),
      tag: parameters.get('tag'),
      onlyLocal: parameters.get('local') === 'true',
      onlyAvailable: parameters.get('available') === 'true',
      maxInputPrice: readNumber(parameters.get('maxPrice')),
      minContext: readNumber(parameters.get('minContext')),
    },
    sort: sortKey ? { key: sortKey, isDescending: parameters.get('order') === 'descending' } : defaultSort,
    compared: [...new Set(parameters.getAll('compare'))].slice(0, mostCompared),
  };
}

/** The address parameters of a view, without defaults. */
export function writeAddress({ filter, sort, compared }: ListView): URLSearchParams {
  const parameters = new URLSearchParams();
  const set = (name: string, value: string | number | null) => value !== null && parameters.set(name, String(value));
  set('search', filter.search || null);
  for (const capability of filter.capabilities) parameters.append('capability', capability);
  set('provider', filter.provider);
  set('tag', filter.tag);
  set('local', filter.onlyLocal ? 'true' : null);
  set('available', filter.onlyAvailable ? 'true' : null);
  set('maxPrice', filter.maxInputPrice);
  set('minContext', filter.minContext);
  if (sort.key !== defaultSort.key || sort.isDescending !== defaultSort.isDescending) {
    set('sort', sort.key);
    set('order', sort.isDescending ? 'descending' : null);
  }
  for (const id of compared) parameters.append('compare', id);
  return parameters;
}

function readNumber(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
