import type { Warning as SettingWarning } from '@penstock/providers';
import type { ServedWarning } from '../../generation/served-warnings.ts';
import { builder } from '../builder.ts';

const WarningCode = builder.enumType('WarningCode', {
  description: 'What was done with a part of the request that could not be had as it was asked for.',
  values: {
    DROPPED: { value: 'dropped', description: 'It was left out.' },
    CONVERTED: { value: 'converted', description: 'Another form was sent.' },
    CLAMPED: { value: 'clamped', description: 'The nearest value that the model takes was sent.' },
    SUBSTITUTED: { value: 'substituted', description: 'Another model than the one that was asked for served.' },
  } as const satisfies Record<string, { value: ServedWarning['action']; description: string }>,
});

export const Warning = builder.objectRef<ServedWarning>('Warning').implement({
  description: 'A part of the request that could not be had as it was asked for.',
  fields: (t) => ({
    code: t.expose('action', { type: WarningCode, description: 'What was done instead.' }),
    message: t.exposeString('message', { description: 'The same in one sentence.' }),
    path: t.exposeString('path', { description: 'The place in the request, as `seed` or `messages.2.parts.0`.' }),
  }),
});

/** The warnings in a stored row, written by `attemptColumns` alone. */
export function readWarnings(warnings: unknown): readonly SettingWarning[] {
  return Array.isArray(warnings) ? (warnings as readonly SettingWarning[]) : [];
}
