import { buildHealth, buildModel, buildRouting } from '@penstock/testing';
import { expect, it } from 'vitest';
import { planRequest } from '../plan-request.ts';
import { buildPlanInput } from '../testing/build-plan-input.ts';

const sandbox = buildModel('sandbox/echo', { isSandbox: true, isLocal: true });
const keyless = buildModel('openai/gpt-4o', { isConfigured: false });
const ollama = buildModel('ollama/llama', { isLocal: true });

function candidateIds(...input: Parameters<typeof buildPlanInput>): string[] {
  return planRequest(buildPlanInput(...input)).candidates.map(({ modelId }) => modelId);
}

it('answers when no other model is configured', () => {
  expect(candidateIds([keyless, sandbox])).toEqual(['sandbox/echo']);
});

it('answers when the only other model is on a local server that does not run', () => {
  const health = buildHealth({ 'ollama/llama': { status: 'UNAVAILABLE' } });
  expect(candidateIds([ollama, sandbox], {}, { health })).toEqual(['sandbox/echo']);
});

it('does not serve while a local server runs, or may run', () => {
  expect(candidateIds([ollama, sandbox])).toEqual(['ollama/llama']);
});

it('does not serve when a configured remote model is down, because a made-up answer would be wrong', () => {
  const remote = buildModel('openai/gpt-4o');
  const health = buildHealth({ 'openai/gpt-4o': { status: 'UNAVAILABLE' } });
  expect(candidateIds([remote, sandbox], {}, { health })).toEqual([]);
});

it("serves if the operator's own chain names it, but no built-in chain includes it besides others", () => {
  const chains = [{ name: 'TRIAL', description: null, modelIds: ['sandbox/echo'] }];
  const routing = buildRouting({ chains });
  expect(candidateIds([ollama, sandbox], { chain: 'TRIAL' }, { routing })).toEqual(['sandbox/echo']);
  expect(candidateIds([ollama, sandbox], { chain: 'LOCAL_ONLY' })).toEqual(['ollama/llama']);
});

it('serves any chain while no model is configured', () => {
  const chains = [{ name: 'OURS', description: null, modelIds: ['openai/gpt-4o'] }];
  const routing = buildRouting({ chains });
  expect(candidateIds([keyless, sandbox], { chain: 'OURS' }, { routing })).toEqual(['sandbox/echo']);
  expect(candidateIds([keyless, ollama, sandbox], { chain: 'OURS' }, { routing })).toEqual([]);
});

it('serves the built-in chains if there is no other model', () => {
  expect(candidateIds([keyless, sandbox], { chain: 'HIGH_QUALITY' })).toEqual(['sandbox/echo']);
});
