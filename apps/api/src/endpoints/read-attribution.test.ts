import { expect, test } from 'vitest';
import { readAttribution } from './read-attribution.ts';

test.each([
  ["OpenAI's user", { user: 'ann' }, { endUser: 'ann' }],
  ["OpenAI's safety_identifier before it", { user: 'ann', safety_identifier: 'h4sh' }, { endUser: 'h4sh' }],
  [
    'metadata',
    { metadata: { user_id: 'ann', session_id: 's1', tags: ['a', 'b'] } },
    { endUser: 'ann', session: 's1', tags: ['a', 'b'] },
  ],
  ["metadata's tags as one text", { metadata: { tags: 'a,b' } }, { tags: ['a', 'b'] }],
  [
    "Claude Code's user_id",
    { metadata: { user_id: 'user_1f_account_2e_session_3d-4c' } },
    { endUser: 'user_1f_account_2e', session: '3d-4c' },
  ],
  [
    "Claude Code's newer user_id",
    { metadata: { user_id: '{"device_id":"d1","account_uuid":"a1","session_id":"s1"}' } },
    { endUser: 'a1', session: 's1' },
  ],
  [
    "Claude Code's newer user_id without an account",
    { metadata: { user_id: '{"device_id":"d1","account_uuid":""}' } },
    { endUser: 'd1' },
  ],
  ['a broken object', { metadata: { user_id: '{"device' } }, { endUser: '{"device' }],
  ['nothing', { messages: [] }, {}],
  ['other forms', { user: 7, metadata: [1], safety_identifier: null }, {}],
  ['a text that is too long', { user: 'x'.repeat(201) }, {}],
  ['no body', null, {}],
])('of %s', (_what, body, found) => {
  expect(readAttribution(body)).toEqual({ endUser: null, session: null, tags: [], ...found });
});
