import { expect, it } from 'vitest';
import { keepsContent } from './keeps-content.ts';

it.each([
  ['kept by default', true, 'blue', true, true],
  ['not kept if the request says no', true, 'blue', false, false],
  ['not kept for a workspace with an exception', true, 'legal', true, false],
  ['not kept if the policy keeps none', false, 'blue', true, false],
  ['kept for a workspace with an exception from that', false, 'lab', true, true],
  ['not kept there if the request says no', false, 'lab', false, false],
])('content is %s', (_, byDefault, workspaceId, mayKeepContent, expected) => {
  const workspaces = new Map([
    ['legal', false],
    ['lab', true],
  ]);
  expect(
    keepsContent({ keepsContent: byDefault, workspaces }, { caller: { workspaceId }, delivery: { mayKeepContent } }),
  ).toBe(expected);
});
