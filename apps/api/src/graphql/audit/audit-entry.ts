import { builder } from '../builder.ts';

const AuditActorKind = builder.enumType('AuditActorKind', {
  description: 'What kind of caller acted.',
  values: {
    ADMIN_KEY: { description: 'The admin key.' },
    API_KEY: { description: 'An API key.' },
    USER: { description: 'A person who signed in.' },
    SYSTEM: { description: 'The service itself.' },
    ANONYMOUS: { description: 'A caller without a valid key.' },
  } as const,
});

export const AuditOutcome = builder.enumType('AuditOutcome', {
  description: 'How an act ended.',
  values: {
    SUCCEEDED: { description: 'It was done.' },
    FAILED: { description: 'It was wrong, or something broke.' },
    REFUSED: { description: 'The caller may not do it.' },
  } as const,
});

type Actor = { kind: typeof AuditActorKind.$inferType; id: string; name: string };

const AuditActor = builder.objectRef<Actor>('AuditActor').implement({
  description: 'Who acted.',
  fields: (t) => ({
    kind: t.expose('kind', { type: AuditActorKind, description: 'What kind of caller it is.' }),
    id: t.exposeID('id', { description: 'Of the key or the person; empty for ANONYMOUS.' }),
    name: t.exposeString('name', { description: 'For people; empty for ANONYMOUS.' }),
  }),
});

const AuditTarget = builder.objectRef<{ type: string; id: string }>('AuditTarget').implement({
  description: 'The thing that an act was about.',
  fields: (t) => ({
    type: t.exposeString('type', { description: 'As `budget` or `api_key`.' }),
    id: t.exposeID('id', { description: 'Its id.' }),
  }),
});

export const AuditEntry = builder.prismaObject('AuditEntry', {
  description: 'One act that changed the service, or an attempt that did not succeed. Entries never change.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID version 7: ids grow with time.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    actor: t.field({
      type: AuditActor,
      description: 'Who.',
      // Only `toEntryRow` writes the column, from this enum.
      resolve: ({ actorKind, actorId, actorName }) => ({
        kind: actorKind as Actor['kind'],
        id: actorId,
        name: actorName,
      }),
    }),
    action: t.exposeString('action', { description: 'What: subject and verb, as `budget.save`.' }),
    target: t.field({
      type: AuditTarget,
      nullable: true,
      description: 'On which thing; null where the act has none, or failed before it was known.',
      resolve: ({ targetType, targetId }) =>
        targetType === null || targetId === null ? null : { type: targetType, id: targetId },
    }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: "The thing's workspace; null for none." }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The changed members before the act, without secrets; null where the thing is new.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The changed members after the act, without secrets; null where the thing is removed.',
      resolve: ({ after }) => after,
    }),
    outcome: t.field({
      type: AuditOutcome,
      description: 'How it ended.',
      resolve: ({ outcome }) => outcome as typeof AuditOutcome.$inferType,
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it did not succeed; null where it did.',
    }),
    count: t.exposeInt('count', {
      description: 'The attempts that it stands for. Above 1 where many attempts of a caller failed within an hour.',
    }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'Of the request, as in `x-request-id`; null for acts of the service and for several attempts.',
    }),
    address: t.exposeString('address', { nullable: true, description: "The caller's network address." }),
  }),
});
