import type { GraphQLField } from 'graphql';
import type { AuditEvent } from '../../audit/audit.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { GraphqlContext } from '../context.ts';

/** The function that resolves or subscribes to a field. */
export type Resolve = NonNullable<GraphQLField<unknown, GraphqlContext>['resolve']>;

/**
 * Makes a field write an audit entry when its caller may not use it. For a permitted call it adds only one reaction to
 * the promise. The rest of a generation takes microseconds.
 */
export function recordRefusals(resolve: Resolve, { action, target }: Pick<AuditEvent, 'action' | 'target'>): Resolve {
  return (source, args, context, info) => {
    const recordRefusal = (error: unknown): never => {
      if (codeOf(error) === 'FORBIDDEN') {
        const { viewer, requestId, services } = context;
        const address = context.readAddress();
        const { actor, workspaceId } = viewer;
        const refused = { outcome: 'REFUSED', errorCode: 'FORBIDDEN' } as const;
        services.audit.recordUnsuccessful({ actor, action, target, workspaceId, ...refused, requestId, address });
      }
      throw error;
    };
    try {
      const result: unknown = resolve(source, args, context, info);
      return result instanceof Promise ? result.catch(recordRefusal) : result;
    } catch (error) {
      return recordRefusal(error);
    }
  };
}

/** The code of an error in the audit log. */
export function codeOf(error: unknown): string {
  return error instanceof ServiceError ? error.code : 'INTERNAL';
}
