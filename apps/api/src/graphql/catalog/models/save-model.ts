import type { Catalog, Model as ModelSource } from '@penstock/router';
import { ServiceError } from '../../../errors/service-error.ts';
import { removeModel, saveModel, setModelActive } from '../../../policy/edit-models.ts';
import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';
import { findModel } from './find-model.ts';
import { Model } from './model.ts';
import { ModelInput, toSettingsPatch } from './model-input.ts';

/** The work of a change of the rules. */
const extensions = withCost({ work: 2_000 });
const authScopes = { can: 'operate' } as const;

builder.mutationFields((t) => ({
  saveModel: t.field({
    type: Model,
    extensions,
    authScopes,
    description: 'Stores a model, or changes the stored one, as a new revision of the policy.',
    args: { input: t.arg({ type: ModelInput, required: true, description: 'The model.' }) },
    resolve: async (_root, { input }, { services, viewer: { actor } }) => {
      const patch = toSettingsPatch(input);
      const comment = `Saved the model ${input.id}.`;
      await services.policies.changeModels((stored) => saveModel(stored, input.id, patch, services.catalog()), {
        actor,
        comment,
      });
      return inCatalog(services.catalog(), input.id);
    },
  }),
  setModelActive: t.field({
    type: Model,
    extensions,
    authScopes,
    description: 'Switches a model on or off, as a new revision of the policy. Running generations are not concerned.',
    args: {
      id: t.arg.id({ required: true, description: '`provider/name`, or the name alone.' }),
      active: t.arg.boolean({ required: true, description: 'Whether requests may use it.' }),
    },
    resolve: async (_root, { id: name, active }, { services, viewer: { actor } }) => {
      const { id } = findModel(services.catalog(), name, 'id');
      const comment = `Switched the model ${id} ${active ? 'on' : 'off'}.`;
      await services.policies.changeModels((stored) => setModelActive(stored, id, active), { actor, comment });
      return inCatalog(services.catalog(), id);
    },
  }),
  removeModel: t.id({
    extensions,
    authScopes,
    description:
      'Removes a stored model, as a new revision of the policy, and returns its id. A model of the policy file is there again as the file describes it.',
    args: { id: t.arg.id({ required: true, description: '`provider/name`.' }) },
    resolve: async (_root, { id }, { services, viewer: { actor } }) => {
      const change = { actor, comment: `Removed the stored model ${id}.` };
      await services.policies.changeModels((stored) => removeModel(stored, id, services.policies.policy()), change);
      return id;
    },
  }),
}));

function inCatalog(catalog: Catalog, id: string): ModelSource {
  const model = catalog.find(id);
  if (model !== undefined) return model;
  throw new ServiceError('CONFLICT', `The model '${id}' was removed by another change at the same time.`);
}
