import type { Plan } from '@penstock/router';
import { type Column, integerColumn, textColumn, textListColumn } from '../database/arrays/columns.ts';
import type { Caller, Routing } from '../generation/generation-request.ts';
import type { TemplateUse } from '../templates/template.ts';

/** The part of the request in the records of both running and settled generations. */
export type RequestRow = {
  request: {
    caller: Omit<Caller, 'grant' | 'limits' | 'metadata'>;
    routing: Pick<Routing, 'taskType' | 'model'>;
    template?: Pick<TemplateUse, 'name' | 'version'>;
  };
  plan: Pick<Plan, 'strategy' | 'chain'>;
};

/** The columns for it, which the tables `generation` and `running_generation` share. */
export const requestColumns: readonly Column<RequestRow>[] = [
  textColumn('workspace_id', ({ request }) => request.caller.workspaceId),
  textColumn('api_key_id', ({ request }) => request.caller.apiKeyId),
  textColumn('execution_id', ({ request }) => request.caller.executionId),
  textColumn('end_user', ({ request }) => request.caller.endUser),
  textColumn('session_id', ({ request }) => request.caller.session),
  textListColumn('tags', ({ request }) => request.caller.tags),
  textColumn('task_type', ({ request }) => request.routing.taskType),
  textColumn('strategy', ({ plan }) => plan.strategy),
  textColumn('chain', ({ plan }) => plan.chain),
  textColumn('requested_model', ({ request }) => request.routing.model),
  textColumn('template_name', ({ request }) => request.template?.name ?? null),
  integerColumn('template_version', ({ request }) => request.template?.version ?? null),
];
