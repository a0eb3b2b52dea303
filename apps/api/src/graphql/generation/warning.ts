import type { Warning as SettingWarning } from '@penstock/providers';
import type { ServedWarning } from '../../generation/served-warnings.ts';
import { builder } from '../builder.ts';

const WarningCode = builder.enumType('WarningCode', {
  description: 'The change of a part of the request that the model could not accept.',
  values: {
    DROPPED: { value: 'dropped', description: 'The part was left out.' },
    CONVERTED: { value: 'converted', description: 'The part was sent in another form.' },
    CLAMPED: { value: 'clamped', description: 'The nearest value that the model accepts was sent.' },
    SUBSTITUTED: { value: 'substituted', description: 'Another model than the named one answered.' },
  } as const satisfies Record<string, { value: ServedWarning['action']; description: string }>,
});

export const Warning = builder.objectRef<ServedWarning>('Warning').implement({
  description: 'A part of the request that was changed or left out.',
  fields: (t) => ({
    code: t.expose('action', { type: WarningCode, description: 'The kind of the change.' }),
    message: t.exposeString('message', { description: 'The change, in one sentence.' }),
    path: t.exposeString('path', {
      description: 'The path in the request, for example `seed` or `messages.2.parts.0`.',
    }),
  }),
});

/** The warnings in a stored row, as `attemptColumns` wrote them. */
export function readWarnings(warnings: unknown): readonly SettingWarning[] {
  return Array.isArray(warnings) ? (warnings as readonly SettingWarning[]) : [];
}
