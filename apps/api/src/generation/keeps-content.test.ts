import { expect, it } from 'vitest';
import { keepsContent } from './keeps-content.ts';

it.each([
  ['kept by default', true, 'blue', true, true],
  ['not kept where the request says no', true, 'blue', false, false],
  ['not kept for a workspace that is excepted', true, 'legal', true, false],
  ['not kept where the policy keeps none', false, 'blue', true, false],
  ['kept for a workspace that is excepted from that', false, 'lab', true, true],
  ['not kept there where the request says no', false, 'lab', false, false],
])('content is %s', (_, byDefault, workspaceId, mayKeepContent, expected) => {
  const workspaces = new Map([
    ['legal', false],
    ['lab', true],
  ]);
  expect(
    keepsContent({ keepsContent: byDefault, workspaces }, { caller: { workspaceId }, delivery: { mayKeepContent } }),
  ).toBe(expected);
});
