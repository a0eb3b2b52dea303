import { expect, it } from 'vitest';
import { buildViewer } from '../../testing/build-viewer.ts';
import { parseClientOperation } from './parse-client-operation.ts';

const viewer = buildViewer({ role: 'MEMBER', workspaceId: 'blue' });
const parse = (input: object, workspaceId = 'blue') => parseClientOperation(input, viewer, workspaceId);

it('is none without a clientId', () => {
  expect(parse({ prompt: 'Hello' })).toBeUndefined();
});

it('is the same for the same input, with any of its members read', () => {
  const first = parse({ prompt: 'Hello', clientId: 'one' });
  expect(first).toMatchObject({ clientId: 'one', after: 0 });
  expect(parse({ prompt: 'Hello', clientId: 'one', after: 7 })).toEqual({ ...first, after: 7 });
  expect(parse({ prompt: 'Bye', clientId: 'one' })?.fingerprint).not.toBe(first?.fingerprint);
});

it('is separate for each caller and workspace', () => {
  const input = { prompt: 'Hello', clientId: 'one' };
  const other = { ...viewer, actor: { ...viewer.actor, id: 'other' } };
  const callers = [parse(input), parse(input, 'red'), parseClientOperation(input, other, 'blue')];
  expect(new Set(callers.map((operation) => operation?.callerId)).size).toBe(3);
});

it.each([
  [{ clientId: '' }, 'input.clientId'],
  [{ clientId: 'x'.repeat(201) }, 'input.clientId'],
  [{ clientId: 'one', after: -1 }, 'input.after'],
  [{ after: 3 }, 'input.after'],
])('refuses %j, with the field', (input, field) => {
  expect(() => parse(input)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', field }));
});
