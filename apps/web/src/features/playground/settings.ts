import type { Route } from './route.ts';

/** The parameters that the playground sends with the messages. Null leaves a parameter to the model. */
export type Settings = {
  route: Route;
  systemMessage: string;
  temperature: number | null;
  maxTokens: number | null;
  format: 'TEXT' | 'JSON' | 'JSON_SCHEMA';
  /** As typed; used with the format JSON_SCHEMA. */
  schemaText: string;
  /** As typed: a JSON array of tools; empty for none. */
  toolsText: string;
  isFallbackEnabled: boolean;
  /** US dollars. */
  costLimitUsd: number | null;
};

export const defaultSettings: Settings = {
  route: { type: 'strategy', strategy: null },
  systemMessage: '',
  temperature: null,
  maxTokens: null,
  format: 'TEXT',
  schemaText: '',
  toolsText: '',
  isFallbackEnabled: true,
  costLimitUsd: null,
};
