import { expect, it } from 'vitest';
import { callerStopped, connectionLost, leavingOf } from './leaving.ts';

it.each([
  ['that stopped', AbortSignal.abort(callerStopped), 'stopped'],
  ['whose stream ended by itself', new AbortController().signal, 'stopped'],
  ['whose WebSocket broke', AbortSignal.abort(connectionLost), 'lost'],
  ['whose HTTP connection closed', AbortSignal.abort(), 'closed'],
] as const)('knows a caller %s', (_, signal, leaving) => {
  expect(leavingOf(signal)).toBe(leaving);
});
