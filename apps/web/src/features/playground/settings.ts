import type { Route } from './route.ts';
import type { GenerateInput } from './run-documents.ts';

export type ReasoningEffort = NonNullable<NonNullable<GenerateInput['reasoning']>['effort']>;

/** A template of the API, sent before the prompt. */
export type TemplateChoice = {
  name: string;
  /** Typed values, by the variables' names. */
  values: Readonly<Record<string, string>>;
};

/** The parameters that the playground sends with the messages. Null leaves a parameter to the model. */
export type Settings = {
  /** The routes that answer side by side: one to six. */
  routes: readonly Route[];
  systemMessage: string;
  template: TemplateChoice | null;
  temperature: number | null;
  maxTokens: number | null;
  reasoningEffort: ReasoningEffort | null;
  format: 'TEXT' | 'JSON' | 'JSON_SCHEMA';
  /** As typed. Used with the format JSON_SCHEMA. */
  schemaText: string;
  /** As typed: a JSON array of tools; empty for none. */
  toolsText: string;
  isFallbackEnabled: boolean;
  /** US dollars. */
  costLimitUsd: number | null;
};

export const defaultSettings: Settings = {
  routes: [{ type: 'strategy', strategy: null }],
  systemMessage: '',
  template: null,
  temperature: null,
  maxTokens: null,
  reasoningEffort: null,
  format: 'TEXT',
  schemaText: '',
  toolsText: '',
  isFallbackEnabled: true,
  costLimitUsd: null,
};
