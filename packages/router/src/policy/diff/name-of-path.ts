import type { Path } from '../source/path.ts';

/** The object that a path leads into, as `model openai/gpt-4`, and how many of its keys name it. */
function thingAt([section, first, second]: Path): { name: string; keys: number } {
  if (section === 'providers' && first !== undefined) return { name: `provider ${String(first)}`, keys: 2 };
  if (section === 'models' && second !== undefined)
    return { name: `model ${String(first)}/${String(second)}`, keys: 3 };
  if (section === 'routing_rules' && second !== undefined) {
    if (first === 'chains') return { name: `chain ${String(second)}`, keys: 3 };
    if (first === 'task_preferences') return { name: `the preference for ${String(second)}`, keys: 3 };
  }
  return { name: String(section ?? 'the policy'), keys: 1 };
}

/** A provider, a model, a chain or a preference as text. Null if the path is none of them. */
export function nameOfThing(path: Path): string | null {
  const { name, keys } = thingAt(path);
  return path.length === keys && keys > 1 ? name : null;
}

/** A setting as text: `daily_budget of cost_controls`, `price.input_per_mtok of model openai/gpt-4`. */
export function nameOfValue(path: Path): string {
  const { name, keys } = thingAt(path);
  const setting = path.slice(keys).map(String).join('.');
  return setting === '' ? name : `${setting} of ${name}`;
}

/** A list as text: `chain ANALYSIS`, `capabilities of model openai/gpt-4`. */
export function nameOfList(path: Path): string {
  const isOfThing = path[0] === 'routing_rules' && path.at(-1) === 'models';
  return isOfThing ? thingAt(path).name : nameOfValue(path);
}
