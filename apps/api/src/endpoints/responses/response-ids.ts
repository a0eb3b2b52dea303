/** The kinds of items in an answer, as the prefixes of OpenAI's ids. */
export type ItemKind = 'msg' | 'rs' | 'fc' | 'ctc' | 'ig';

const idForm = /^(resp|msg|rs|fc|ctc|ig)_([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})(?:_\d{1,5})?$/;

/** The id of the response of a generation. */
export function responseId(generationId: string): string {
  return `resp_${digitsOf(generationId)}`;
}

/** The id of an item. `number`: counts the items of a kind from 0. */
export function itemId(kind: ItemKind, generationId: string, number: number): string {
  return `${kind}_${digitsOf(generationId)}_${number}`;
}

/** The id of an input item of a response. Requests cannot refer to it. */
export function inputItemId(generationId: string, number: number): string {
  return `in_${digitsOf(generationId)}_${number}`;
}

/** The generation of a response's or an item's id; null for an id that is not Penstock's. */
export function generationOf(id: string): string | null {
  const [, , ...digits] = idForm.exec(id) ?? [];
  return digits.length === 0 ? null : digits.join('-');
}

function digitsOf(generationId: string): string {
  return generationId.replaceAll('-', '');
}
