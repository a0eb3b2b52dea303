import { type Catalog, type ModelOverride, type Policy, parseModelSettings } from '@penstock/router';
import { InputError, ServiceError } from '../errors/service-error.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Changes of a stored model's settings by key, in the form of the policy file. Null removes the setting. */
export type SettingsPatch = Readonly<Record<string, unknown>>;

/** The most stored models. All are read at every change of the rules. */
const mostModels = 2_000;
/** The most characters of one model's settings as JSON. */
const mostCharacters = 20_000;

/**
 * Stores a model, or changes the stored one. Settings that the patch omits stay unchanged. Throws BAD_USER_INPUT with
 * every error, each by its path below `input`.
 */
export function saveModel(
  stored: readonly ModelOverride[],
  id: string,
  patch: SettingsPatch,
  catalog: Pick<Catalog, 'findProvider'>,
): readonly ModelOverride[] {
  const known = stored.find((model) => model.id === id);
  const settings = apply(isSettings(known?.settings) ? known.settings : {}, patch);
  const parsed = parseModelSettings(id, settings, (provider) => catalog.findProvider(provider) !== undefined);
  if (!parsed.ok) {
    const [first] = parsed.issues;
    const messages = parsed.issues.map(({ message }) => message).join(' ');
    throw new ServiceError('BAD_USER_INPUT', `The model is not stored: ${messages}`, {
      field: first === undefined || first.path === '' ? 'input.id' : 'input',
    });
  }
  if (JSON.stringify(settings).length > mostCharacters) {
    throw new InputError('input', `is too large: a stored model has at most ${mostCharacters} characters`);
  }
  return put(stored, { id, settings, isActive: known?.isActive ?? true });
}

/** Switches a model on or off, whether it is stored already or not. */
export function setModelActive(
  stored: readonly ModelOverride[],
  id: string,
  isActive: boolean,
): readonly ModelOverride[] {
  const known = stored.find((model) => model.id === id);
  return put(stored, { id, settings: known?.settings ?? {}, isActive });
}

/** Removes a stored model. The policy's settings for it apply again. Throws if the model is not stored. */
export function removeModel(
  stored: readonly ModelOverride[],
  id: string,
  { models }: Pick<Policy, 'models'>,
): readonly ModelOverride[] {
  if (stored.some((model) => model.id === id)) return stored.filter((model) => model.id !== id);
  if (models.some((model) => model.id === id)) {
    throw new InputError(
      'id',
      `is '${id}', which is a model of the policy and not stored: switch it off with setModelActive`,
    );
  }
  throw new ServiceError('NOT_FOUND', `There is no stored model '${id}'.`);
}

function put(stored: readonly ModelOverride[], model: ModelOverride): readonly ModelOverride[] {
  const others = stored.filter(({ id }) => id !== model.id);
  if (others.length >= mostModels) {
    throw new InputError('input', `cannot be stored: there may be at most ${mostModels} stored models`);
  }
  return [...others, model].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Nested settings, such as those of `price`, are changed one by one. */
function apply(settings: Settings, patch: SettingsPatch): Settings {
  const changed: Record<string, unknown> = { ...settings };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete changed[key];
    else if (isSettings(value)) {
      const before = changed[key];
      const inner = apply(isSettings(before) ? before : {}, value);
      if (Object.keys(inner).length === 0) delete changed[key];
      else changed[key] = inner;
    } else changed[key] = value;
  }
  return changed;
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
