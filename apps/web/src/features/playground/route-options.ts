import type { ResultOf } from 'gql.tada';
import { graphql } from '../../graphql/graphql.ts';
import { allowsModel, allowsStrategy } from '../access/key-grant.ts';
import type { ConsoleViewer } from '../access/use-viewer.ts';
import { type Route, type Strategy, strategies } from './route.ts';

/**
 * The selectable routes. `$operates`: whether the viewer may operate. Only operators read the missing settings of a
 * provider.
 */
export const RouteOptionsQuery = graphql(`
  query RouteOptions($operates: Boolean!) {
    models {
      id
      displayName
      provider {
        id
        displayName
        setupHint @include(if: $operates)
      }
      capabilities
      contextWindow
      price {
        inputPerMTok
        outputPerMTok
      }
      local
      active
      configured
    }
    chains {
      name
      description
      models {
        id
      }
    }
  }
`);

type RouteOptions = ResultOf<typeof RouteOptionsQuery>;
export type ModelOption = RouteOptions['models'][number];
type ChainOption = RouteOptions['chains'][number];

/** The kind of the shown choices. */
export type RouteKind = Route['type'];

export type RouteGroup = { label: string; options: readonly RouteOption[] };

export type RouteOption =
  | { type: 'strategy'; key: string; strategy: Strategy | null; label: string; text: string }
  | { type: 'chain'; key: string; chain: ChainOption; label: string }
  | { type: 'model'; key: string; model: ModelOption; label: string };

/**
 * The choices in groups: strategies, chains, and models by provider, usable models first. A search covers all kinds.
 * Without a search only `kind` is shown.
 */
export function groupOptions({ models, chains }: RouteOptions, search: string, kind: RouteKind): RouteGroup[] {
  const groups: RouteGroup[] = [
    {
      label: 'Let the gateway choose',
      options: strategies.map((known) => ({ type: 'strategy', key: `strategy:${known.strategy ?? ''}`, ...known })),
    },
    {
      label: 'Chains',
      options: chains.map((chain) => ({ type: 'chain', key: `chain:${chain.name}`, chain, label: chain.name })),
    },
    ...groupModels(models),
  ];
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter((option) => (words.length === 0 ? option.type === kind : matches(option, words))),
    }))
    .filter(({ options }) => options.length > 0);
}

function groupModels(models: readonly ModelOption[]): RouteGroup[] {
  const answering = models.filter(({ capabilities }) => !isForEmbeddings(capabilities));
  const byProvider = Map.groupBy(answering, ({ provider }) => provider.displayName);
  return [...byProvider]
    .map(([label, members]) => ({
      label,
      isConfigured: members.some(({ configured }) => configured),
      options: members.map(
        (model): RouteOption => ({ type: 'model', key: `model:${model.id}`, model, label: model.displayName }),
      ),
    }))
    .toSorted((a, b) => Number(b.isConfigured) - Number(a.isConfigured));
}

function isForEmbeddings(capabilities: readonly string[]): boolean {
  return capabilities.includes('embeddings') && !capabilities.includes('text');
}

function matches(option: RouteOption, words: readonly string[]): boolean {
  const text = searchText(option).toLowerCase();
  return words.every((word) => text.includes(word));
}

function searchText(option: RouteOption): string {
  switch (option.type) {
    case 'strategy':
      return `${option.label} ${option.text} ${option.strategy ?? ''}`;
    case 'chain':
      return `${option.chain.name} ${option.chain.description ?? ''} chain`;
    case 'model':
      return `${option.label} ${option.model.id} ${option.model.provider.displayName} ${option.model.capabilities.join(' ')}`;
    default:
      return option satisfies never;
  }
}

/** Whether the key in use allows a choice. A chain is always allowed: the API uses only its allowed models. */
export function isAllowed(option: RouteOption, viewer: Pick<ConsoleViewer, 'apiKey'>): boolean {
  switch (option.type) {
    case 'strategy':
      return option.strategy === null || allowsStrategy(viewer, option.strategy);
    case 'chain':
      return true;
    case 'model':
      return allowsModel(viewer, option.model.id);
    default:
      return option satisfies never;
  }
}

export function optionRoute(option: RouteOption): Route {
  switch (option.type) {
    case 'strategy':
      return { type: 'strategy', strategy: option.strategy };
    case 'chain':
      return { type: 'chain', name: option.chain.name };
    case 'model':
      return { type: 'model', id: option.model.id };
    default:
      return option satisfies never;
  }
}

/** The option of a route. Undefined when none matches, or before the options are loaded. */
export function findOption(options: RouteOptions, route: Route): RouteOption | undefined {
  const key = routeKey(route);
  return groupOptions(options, '', route.type)
    .flatMap((group) => group.options)
    .find((option) => option.key === key);
}

/** The key of the option for this route. */
export function routeKey(route: Route): string {
  switch (route.type) {
    case 'strategy':
      return `strategy:${route.strategy ?? ''}`;
    case 'chain':
      return `chain:${route.name}`;
    case 'model':
      return `model:${route.id}`;
    default:
      return route satisfies never;
  }
}
