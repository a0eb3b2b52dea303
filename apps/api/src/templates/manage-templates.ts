import { validate as isUuid } from 'uuid';
import { can, isOfWorkspace } from '../access/permissions.ts';
import type { Viewer } from '../access/viewer.ts';
import { findWorkspace, type Workspaces } from '../access/workspaces.ts';
import { ServiceError } from '../errors/service-error.ts';
import { checkTemplate } from './check-template.ts';
import type { Template, TemplateDraft, TemplateSummary } from './template.ts';
import type { FoundTemplate } from './template-cache.ts';
import type { Templates } from './templates.ts';

/** The templates, and the caller. */
export type TemplateRealm = { templates: Templates; viewer: Viewer };

/**
 * Saves a new version for a workspace, or for all. Rejects with BAD_USER_INPUT that names the field below `path`.
 * Rejects with FORBIDDEN if the caller may not save a common template, and with NOT_FOUND for another workspace.
 */
export async function saveTemplate(
  draft: TemplateDraft,
  path: string,
  realm: TemplateRealm & { workspaces: Workspaces },
): Promise<Template> {
  const { templates, viewer, workspaces } = realm;
  const { workspaceId } = draft;
  if (workspaceId === null) refuseCommon(viewer);
  else findWorkspace(workspaceId, viewer, workspaces);
  return templates.save(checkTemplate(draft, path), viewer.actor.name);
}

/** A version for the audit log. Its content is only in the version itself. */
export function factsOf({ name, workspaceId, version, description }: TemplateSummary) {
  return { name, workspaceId, version, description };
}

/** Removes a template with all its versions, and returns the latest. Rejects with NOT_FOUND or FORBIDDEN. */
export async function removeTemplate(id: string, { templates, viewer }: TemplateRealm): Promise<TemplateSummary> {
  const known = isUuid(id) ? await templates.findById(id) : null;
  if (known === null || !isVisible(known, viewer)) throw noTemplate(id);
  if (known.workspaceId === null) refuseCommon(viewer);
  if (!(await templates.remove(known.id))) throw noTemplate(id);
  return known;
}

/** The template of a request. Throws NOT_FOUND if there is none, or none of that version. */
export function requireTemplate({ template, latest }: FoundTemplate, name: string, version: number | null): Template {
  if (template !== null) return template;
  if (latest === null) throw noTemplate(name);
  throw new ServiceError('NOT_FOUND', `Template '${name}' has no version ${version}: its latest is ${latest}.`);
}

function noTemplate(name: string): ServiceError {
  return new ServiceError('NOT_FOUND', `There is no template '${name.slice(0, 100)}'.`);
}

function isVisible({ workspaceId }: TemplateSummary, viewer: Viewer): boolean {
  return workspaceId === null || isOfWorkspace(viewer, workspaceId);
}

function refuseCommon(viewer: Viewer): void {
  if (can(viewer, 'operate')) return;
  const own = viewer.workspaceId === null ? '' : `: name your workspace '${viewer.workspaceId}'`;
  throw new ServiceError('FORBIDDEN', `Only operators may change templates for all workspaces${own}.`);
}
