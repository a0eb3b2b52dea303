import type { Catalog, ModelOverride, Model as ModelSource } from '@penstock/router';
import { ServiceError } from '../../../errors/service-error.ts';
import { removeModel, saveModel, setModelActive } from '../../../policy/edit-models.ts';
import { audited, auditOf } from '../../audit/audited.ts';
import { builder } from '../../builder.ts';
import type { GraphqlContext } from '../../context.ts';
import { withCost } from '../../execution/field-cost.ts';
import { findModel } from './find-model.ts';
import { Model } from './model.ts';
import { ModelInput, toSettingsPatch } from './model-input.ts';

/** The work of a change of the rules. */
const cost = withCost({ work: 2_000 });
const authScopes = { can: 'operate' } as const;

type Stored = readonly ModelOverride[];

/** Changes one stored model as a revision of the policy. Gives the audit log the model before and after. */
async function changeModel(
  context: GraphqlContext,
  { id, comment }: { id: string; comment: string },
  change: (stored: Stored) => Stored,
): Promise<void> {
  const { services, viewer } = context;
  const settingsIn = (stored: Stored): ModelOverride | null => stored.find((model) => model.id === id) ?? null;
  await services.policies.changeModels(
    (stored) => {
      const changed = change(stored);
      auditOf(context).note({ id, before: settingsIn(stored), after: settingsIn(changed) });
      return changed;
    },
    { actor: viewer.actor, comment },
  );
}

builder.mutationFields((t) => ({
  saveModel: t.field({
    type: Model,
    extensions: { ...cost, ...audited('model.save', 'model') },
    authScopes,
    description: 'Stores a model, or changes the stored one, as a new revision of the policy.',
    args: { input: t.arg({ type: ModelInput, required: true, description: 'The model.' }) },
    resolve: async (_root, { input }, context) => {
      const { id } = input;
      const { catalog } = context.services;
      const patch = toSettingsPatch(input);
      await changeModel(context, { id, comment: `Saved the model ${id}.` }, (stored) =>
        saveModel(stored, id, patch, catalog()),
      );
      return inCatalog(catalog(), id);
    },
  }),
  setModelActive: t.field({
    type: Model,
    extensions: { ...cost, ...audited('model.setActive', 'model') },
    authScopes,
    description: 'Switches a model on or off, as a new revision of the policy. Running generations keep the model.',
    args: {
      id: t.arg.id({ required: true, description: 'The id as `provider/name`, or the name alone.' }),
      active: t.arg.boolean({ required: true, description: 'Whether requests may use it.' }),
    },
    resolve: async (_root, { id: name, active }, context) => {
      const { catalog } = context.services;
      const { id } = findModel(catalog(), name, 'id');
      const comment = `Switched the model ${id} ${active ? 'on' : 'off'}.`;
      await changeModel(context, { id, comment }, (stored) => setModelActive(stored, id, active));
      return inCatalog(catalog(), id);
    },
  }),
  removeModel: t.id({
    extensions: { ...cost, ...audited('model.remove', 'model') },
    authScopes,
    description:
      'Removes a stored model, as a new revision of the policy, and returns its id. If the policy file describes the model, that description applies again.',
    args: { id: t.arg.id({ required: true, description: 'The id as `provider/name`.' }) },
    resolve: async (_root, { id }, context) => {
      const policy = context.services.policies.policy();
      await changeModel(context, { id, comment: `Removed the stored model ${id}.` }, (stored) =>
        removeModel(stored, id, policy),
      );
      return id;
    },
  }),
}));

function inCatalog(catalog: Catalog, id: string): ModelSource {
  const model = catalog.find(id);
  if (model !== undefined) return model;
  throw new ServiceError('CONFLICT', `The model '${id}' was removed by another change at the same time.`);
}
