import type { ChatCall } from '@penstock/router';
import { InputError } from '../../errors/service-error.ts';
import { applyTemplate } from '../../templates/apply-template.ts';
import { requireTemplate } from '../../templates/manage-templates.ts';
import type { TemplateUse } from '../../templates/template.ts';
import type { TemplateSource } from '../../templates/templates.ts';
import type { GenerationRequest } from '../generation-request.ts';
import type { PrepareStage } from './stage.ts';

/**
 * Puts the messages of a request's template before its own, and notes the version that served. Refuses a template that
 * does not exist, wrong values of variables, and a conversation that has instructions only.
 */
export const fillTemplate: PrepareStage = (state, next, { templates }) => {
  const { call, template } = state.request;
  if (template === undefined || call.type !== 'chat') return next(state);
  return fill(call, template, state.request, templates).then((request) => next({ ...state, request }));
};

async function fill(
  call: ChatCall,
  use: TemplateUse,
  request: GenerationRequest,
  templates: TemplateSource,
): Promise<GenerationRequest> {
  const { name, version, variables } = use;
  const template = requireTemplate(await templates.find(request.caller.workspaceId, name, version), name, version);
  const first = applyTemplate(template, variables);
  const messages = [...first, ...call.messages];
  if (messages.every(({ role }) => role === 'system')) {
    throw new InputError('template', `'${name}' has SYSTEM messages only: add a message of the user to answer to`);
  }
  const { thread } = request;
  return {
    ...request,
    template: { ...use, version: template.version },
    call: { ...call, messages },
    // The messages of the template apply to this request only.
    ...(thread !== undefined && { thread: { ...thread, ownMessages: thread.ownMessages + first.length } }),
  };
}
