import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { factsOf, wordsOf } from '../schema/describe-node.ts';
import { formsOf, membersOf, type SchemaNode, schemaAt } from '../schema/policy-schema.ts';
import { placeOf } from './place-of.ts';
import { keyOf, type TreeNode } from './read-tree.ts';

/** Offers the settings that are allowed at a place, and the named values of a setting. */
export function completePolicy(context: CompletionContext): CompletionResult | null {
  const { state, pos, explicit } = context;
  const place = placeOf(state, pos);
  if (place === null) return null;
  const node = schemaAt(place.path);
  if (node === null || (!explicit && place.from === pos && place.type === 'key')) return null;
  const options = place.type === 'key' ? keyOptions(node, place.present) : valueOptions(node, place.path, state);
  return options.length === 0 ? null : { from: place.from, options, validFor: /^[\w./-]*$/ };
}

function keyOptions(node: SchemaNode, present: ReadonlySet<string>): Completion[] {
  return membersOf(node)
    .filter(({ name }) => !present.has(name))
    .map(({ name, node: member, isRequired }) => ({
      label: name,
      type: 'property',
      apply: `${name}:${takesScalar(member) ? ' ' : ''}`,
      detail: isRequired ? 'required' : '',
      boost: isRequired ? 1 : 0,
      info: [member.description ?? '', ...factsOf(member)].join('\n').trim(),
    }));
}

function valueOptions(node: SchemaNode, path: readonly string[], state: EditorState): Completion[] {
  const words = wordsOf(node).map((label) => ({ label, type: 'enum' }));
  return words.length > 0 || !takesModels(path) ? words : modelIds(state).map((label) => ({ label, type: 'constant' }));
}

const takesScalar = (node: SchemaNode): boolean =>
  formsOf(node).some(({ type, enum: words }) => words !== undefined || (type !== 'object' && type !== 'array'));

/** The settings of `routing_rules` that name models. */
function takesModels([section, name]: readonly string[]): boolean {
  const naming = ['default_model', 'fallback_chain', 'chains', 'task_preferences'];
  return section === 'routing_rules' && naming.includes(name ?? '');
}

/** The models of the document, as `provider/name`. */
export function modelIds(state: EditorState): readonly string[] {
  const mapping = (node: TreeNode | null): TreeNode[] => node?.getChild('BlockMapping')?.getChildren('Pair') ?? [];
  const document = syntaxTree(state).topNode.getChild('Document');
  const models = mapping(document).find((pair) => keyOf(pair, state)?.name === 'models') ?? null;
  return mapping(models).flatMap((provider) =>
    mapping(provider).flatMap((model) => {
      const [of, name] = [keyOf(provider, state)?.name, keyOf(model, state)?.name];
      return of === undefined || name === undefined ? [] : [`${of}/${name}`];
    }),
  );
}
