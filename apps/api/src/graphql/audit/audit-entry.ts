import { builder } from '../builder.ts';

const AuditActorKind = builder.enumType('AuditActorKind', {
  description: 'The kind of caller that acted.',
  values: {
    ADMIN_KEY: { description: 'The admin key.' },
    API_KEY: { description: 'An API key.' },
    USER: { description: 'A person who signed in.' },
    SYSTEM: { description: 'The service itself.' },
    ANONYMOUS: { description: 'A caller without a valid key.' },
  } as const,
});

export const AuditOutcome = builder.enumType('AuditOutcome', {
  description: 'The outcome of an action.',
  values: {
    SUCCEEDED: { description: 'The action was done.' },
    FAILED: { description: 'The input was wrong, or an error occurred.' },
    REFUSED: { description: 'The caller may not do it.' },
  } as const,
});

type Actor = { kind: typeof AuditActorKind.$inferType; id: string; name: string };

const AuditActor = builder.objectRef<Actor>('AuditActor').implement({
  description: 'The caller that acted.',
  fields: (t) => ({
    kind: t.expose('kind', { type: AuditActorKind, description: 'The kind of caller.' }),
    id: t.exposeID('id', { description: 'The id of the key or the person; empty for ANONYMOUS.' }),
    name: t.exposeString('name', { description: 'The display name; empty for ANONYMOUS.' }),
  }),
});

const AuditTarget = builder.objectRef<{ type: string; id: string }>('AuditTarget').implement({
  description: 'The object of an action.',
  fields: (t) => ({
    type: t.exposeString('type', { description: 'The type, such as `budget` or `api_key`.' }),
    id: t.exposeID('id', { description: 'The id of the object.' }),
  }),
});

export const AuditEntry = builder.prismaObject('AuditEntry', {
  description: 'One action that changed the service, or an attempt that did not succeed. Entries never change.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID version 7: ids grow with time.' }),
    at: t.expose('at', { type: 'DateTime', description: 'The time of the action.' }),
    actor: t.field({
      type: AuditActor,
      description: 'The caller that acted.',
      // Only `toEntryRow` writes the column, from this enum.
      resolve: ({ actorKind, actorId, actorName }) => ({
        kind: actorKind as Actor['kind'],
        id: actorId,
        name: actorName,
      }),
    }),
    action: t.exposeString('action', { description: 'The action as subject and verb, for example `budget.save`.' }),
    target: t.field({
      type: AuditTarget,
      nullable: true,
      description: 'The object; null if the action has none, or failed before it was known.',
      resolve: ({ targetType, targetId }) =>
        targetType === null || targetId === null ? null : { type: targetType, id: targetId },
    }),
    workspaceId: t.exposeID('workspaceId', {
      nullable: true,
      description: 'The workspace of the object; null for none.',
    }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The changed members before the action, without secrets; null if the object is new.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The changed members after the action, without secrets; null if the object was removed.',
      resolve: ({ after }) => after,
    }),
    outcome: t.field({
      type: AuditOutcome,
      description: 'The outcome of the action.',
      resolve: ({ outcome }) => outcome as typeof AuditOutcome.$inferType,
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it did not succeed; null if it did.',
    }),
    count: t.exposeInt('count', {
      description: 'The number of attempts in this entry. Above 1 if many attempts of a caller failed within an hour.',
    }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description:
        'The id of the request, as in `x-request-id`; null for actions of the service and for several attempts.',
    }),
    address: t.exposeString('address', { nullable: true, description: "The caller's network address." }),
  }),
});
