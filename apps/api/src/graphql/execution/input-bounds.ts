import type { GraphQLInputField, GraphQLNamedInputType } from 'graphql';

/** The bounds of an operation's input, unless its field sets others. */
export const inputBounds = {
  /** Items of one list. An input type may allow longer lists (`takesLongLists`). */
  items: 2_048,
  /** Characters of a name, an id, an enum's value or a number. */
  characters: 1_000,
  /** Members of an object that its type does not have. */
  unknownMembers: 20,
  /** Characters of the name of such a member. */
  nameCharacters: 200,
} as const;

/** For the `extensions` of an input field whose text may be as long as a request: a prompt, an image. */
export const takesLongText = { takesLongText: true } as const;

/** Whether a field's text may be as long as a request. */
export function mayBeLong(field: GraphQLInputField): boolean {
  return field.extensions.takesLongText === true;
}

/** For the `extensions` of an input type: the most items of a list of it. */
export function takesLongLists(items: number): { longestList: number } {
  return { longestList: items };
}

/** The most items of a list of a type. */
export function longestListOf({ extensions }: GraphQLNamedInputType): number {
  return typeof extensions.longestList === 'number' ? extensions.longestList : inputBounds.items;
}
