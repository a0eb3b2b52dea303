import { expect, test } from 'vitest';
import { generationOf, itemId, responseId } from './response-ids.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

test('ids name their generation', () => {
  expect(responseId(id)).toBe('resp_01890a5dac96774bbcceb302099a8057');
  expect(itemId('fc', id, 2)).toBe('fc_01890a5dac96774bbcceb302099a8057_2');
  expect([responseId(id), itemId('msg', id, 0), itemId('rs', id, 12)].map(generationOf)).toEqual([id, id, id]);
});

test('ids of other services name no generation', () => {
  expect(['', 'resp_68', 'msg_01890a5dac96774bbcceb302099a8057_', `x${responseId(id)}`].map(generationOf)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});
