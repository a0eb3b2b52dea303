import type { GraphQLInputField, GraphQLNamedInputType } from 'graphql';

/** What the input of an operation may hold where its field does not say more. */
export const inputBounds = {
  /** Items of one list. An input type may say that lists of it take more (`takesLongLists`). */
  items: 2_048,
  /** Characters of a name, an id, an enum's value or a number. */
  characters: 1_000,
  /** Members of an object beyond the fields that its type has. */
  unknownMembers: 20,
  /** Characters of a member's name that its type does not have. */
  nameCharacters: 200,
} as const;

/** For the `extensions` of an input field that takes a text as long as a request: a prompt, an image. */
export const takesLongText = { takesLongText: true } as const;

/** Whether a text of a field may be as long as a request. */
export function mayBeLong(field: GraphQLInputField): boolean {
  return field.extensions.takesLongText === true;
}

/** For the `extensions` of an input type, of which a list may have so many items. */
export function takesLongLists(items: number): { longestList: number } {
  return { longestList: items };
}

/** The most items of a list of a type. */
export function longestListOf({ extensions }: GraphQLNamedInputType): number {
  return typeof extensions.longestList === 'number' ? extensions.longestList : inputBounds.items;
}
