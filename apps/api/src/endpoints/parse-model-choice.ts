import { type Strategy, strategies } from '@penstock/router';
import { didYouMean } from '../errors/did-you-mean.ts';
import { InputError } from '../errors/service-error.ts';

/** The model, chain or strategy that the names of a request stand for. */
export type ModelChoice = { model: string | null; chain: string | null; strategy: Strategy | null };

/** The members `model`, `chain` and `strategy` of a request. */
export type NamedChoice = { model: string; chain: string | null; strategy: string | null };

/** The known models and chains, to look up names. */
export type KnownNames = { isModel(name: string): boolean; chains(): readonly { name: string }[] };

/**
 * Reads `model`: a model's id or bare name, a chain's name, `auto`, or `auto:STRATEGY`. Any other text counts as a
 * model, so that planning can suggest the right name.
 */
export function parseModelChoice({ model, chain, strategy }: NamedChoice, known: KnownNames): ModelChoice {
  const name = model.trim();
  if (name === '') throw new InputError('model', "is empty: name a model or a chain, or 'auto'");
  const stated = strategy === null ? null : parseStrategy(strategy, 'strategy');
  const auto = /^auto(?::(.*))?$/i.exec(name);
  if (auto !== null) {
    const wished = auto[1] === undefined ? null : parseStrategy(auto[1], 'model');
    if (wished !== null && stated !== null && wished !== stated) {
      throw new InputError('strategy', `is ${stated}, but model says ${wished}: give only one of them`);
    }
    return { model: null, chain, strategy: wished ?? stated };
  }
  if (known.isModel(name)) return { model: name, chain, strategy: stated };
  const key = wordKey(name);
  const meant = known.chains().find((one) => wordKey(one.name) === key);
  if (meant === undefined) return { model: name, chain, strategy: stated };
  if (chain !== null && wordKey(chain) !== key) {
    throw new InputError('chain', `is '${chain}', but model is the chain '${meant.name}': give only one of them`);
  }
  return { model: null, chain: meant.name, strategy: stated };
}

function parseStrategy(text: string, path: string): Strategy {
  const name = wordKey(text).toUpperCase();
  const known = strategies.find((one) => one === name);
  if (known !== undefined) return known;
  throw new InputError(
    path,
    `is '${text.slice(0, 80)}', which is not a strategy.${didYouMean(name, strategies)} Known: ${strategies.join(', ')}`,
  );
}

/** `high-quality`, `High Quality` and `HIGH_QUALITY` are the same name, as in planning. */
function wordKey(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
