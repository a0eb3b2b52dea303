/** The kinds of items of an answer, as the ids of OpenAI begin. */
export type ItemKind = 'msg' | 'rs' | 'fc' | 'ctc' | 'ig';

const idForm = /^(resp|msg|rs|fc|ctc|ig)_([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})(?:_\d{1,5})?$/;

/** The id of the response of a generation. */
export function responseId(generationId: string): string {
  return `resp_${digitsOf(generationId)}`;
}

/** The id of an item of it. `number`: counts the items of a kind from 0. */
export function itemId(kind: ItemKind, generationId: string, number: number): string {
  return `${kind}_${digitsOf(generationId)}_${number}`;
}

/** The id of an item that a response was asked with. It cannot be referred to. */
export function inputItemId(generationId: string, number: number): string {
  return `in_${digitsOf(generationId)}_${number}`;
}

/** The generation that an id of a response or an item belongs to; null for an id that is none of ours. */
export function generationOf(id: string): string | null {
  const [, , ...digits] = idForm.exec(id) ?? [];
  return digits.length === 0 ? null : digits.join('-');
}

function digitsOf(generationId: string): string {
  return generationId.replaceAll('-', '');
}
