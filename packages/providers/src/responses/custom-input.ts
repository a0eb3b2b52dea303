import type { Tool } from '../contract/tool.ts';
import { parseObject } from '../json/read-json-value.ts';

/** The member of the arguments that holds the text of a custom tool. */
const member = 'input';

/** The beginning and the end of such arguments. */
export const opening = `{"${member}":"`;
export const closing = '"}';

/** A custom tool takes a text. In the contract its calls have arguments with one member, the text. */
export function isCustom(tool: Pick<Tool, 'custom'> | undefined): boolean {
  return tool?.custom !== undefined;
}

/** A piece of the text as it stands in the arguments. Pieces of a text join to the whole. */
export function toArgumentsPiece(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text of a call's arguments. Arguments of another form are the text themselves. */
export function toCustomInput(argumentsText: string): string {
  const input = parseObject(argumentsText)?.[member];
  return typeof input === 'string' ? input : argumentsText;
}
