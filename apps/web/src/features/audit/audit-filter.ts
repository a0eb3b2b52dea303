import type { AuditFilterInput, AuditOutcome } from './audit-documents.ts';
import { outcomes } from './audit-documents.ts';

/** The address parameters that filter the log by a text, with their labels. */
export const textFilters = {
  actor: { label: 'Actor', placeholder: 'Id of a key or person' },
  action: { label: 'Action', placeholder: 'api_key.revoke' },
  type: { label: 'Target type', placeholder: 'api_key' },
  target: { label: 'Target', placeholder: 'Its id' },
} as const;

export type TextFilter = keyof typeof textFilters;

/** The filter in the address. Unknown values are ignored. */
export function readFilter(
  parameters: URLSearchParams,
  { from, to }: { from: Date; to: Date },
  workspaceId: string | null,
): AuditFilterInput {
  const text = (name: TextFilter): string | null => parameters.get(name)?.trim() || null;
  return {
    actorId: text('actor'),
    action: text('action'),
    targetType: text('type'),
    targetId: text('target'),
    workspaceId,
    outcome: readOutcome(parameters.get('outcome')),
    from: from.toISOString(),
    to: to.toISOString(),
  };
}

function readOutcome(text: string | null): AuditOutcome | null {
  return text !== null && text in outcomes ? (text as AuditOutcome) : null;
}
