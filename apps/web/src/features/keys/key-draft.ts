import { graphql, type VariablesOf } from '../../graphql/graphql.ts';
import type { ConsoleViewer } from '../access/use-viewer.ts';
import { KeyFragment, type KeyRole } from './key-fragment.ts';

export const CreateKeyMutation = graphql(
  `
    mutation CreateApiKey($input: ApiKeyInput!) {
      createApiKey(input: $input) {
        secret
        apiKey {
          ...Key
        }
      }
    }
  `,
  [KeyFragment],
);

export type KeyInput = VariablesOf<typeof CreateKeyMutation>['input'];

/** The state of the form of a new key. */
export type KeyDraft = {
  name: string;
  role: KeyRole;
  workspaceId: string | null;
  /** A day as `2026-11-29`; empty for never. The key works until the end of that day, in the user's zone. */
  lastDay: string;
  models: string[];
  strategies: string[];
  requestsPerMinute: number | '';
  tokensPerMinute: number | '';
  concurrency: number | '';
  tags: string[];
};

/** The roles that a viewer may give to a new key. */
export function rolesOf({ can }: Pick<ConsoleViewer, 'can'>): readonly KeyRole[] {
  return can('ADMINISTER') ? ['MEMBER', 'VIEWER', 'OPERATOR', 'ADMIN'] : ['MEMBER', 'VIEWER'];
}

/** Whether keys of a role belong to a workspace. */
export function hasWorkspace(role: KeyRole): boolean {
  return role === 'MEMBER' || role === 'VIEWER';
}

export function emptyDraft(workspaceId: string | null): KeyDraft {
  return {
    name: '',
    role: 'MEMBER',
    workspaceId,
    lastDay: '',
    models: [],
    strategies: [],
    requestsPerMinute: '',
    tokensPerMinute: '',
    concurrency: '',
    tags: [],
  };
}

/** The input for the API. Empty fields are omitted: no limit. */
export function toKeyInput(draft: KeyDraft): KeyInput {
  const limit = (value: number | ''): number | null => (value === '' ? null : value);
  return {
    name: draft.name.trim(),
    role: draft.role,
    workspaceId: hasWorkspace(draft.role) ? draft.workspaceId : null,
    expiresAt: draft.lastDay === '' ? null : new Date(`${draft.lastDay}T23:59:59`).toISOString(),
    models: draft.models.length === 0 ? null : draft.models,
    strategies: draft.strategies.length === 0 ? null : (draft.strategies as KeyInput['strategies']),
    requestsPerMinute: limit(draft.requestsPerMinute),
    tokensPerMinute: limit(draft.tokensPerMinute),
    concurrency: limit(draft.concurrency),
    tags: draft.tags,
  };
}
