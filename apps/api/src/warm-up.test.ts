import { buildProvider } from '@penstock/testing';
import { expect, it, vi } from 'vitest';
import { warmUp } from './warm-up.ts';

function tools(findMany: () => Promise<never[]> = async () => []) {
  const order: string[] = [];
  const warnings: string[] = [];
  const providers = [
    buildProvider('bedrock', { dialect: 'ai-sdk' }),
    buildProvider('vertex', { dialect: 'ai-sdk' }),
    buildProvider('unset', { dialect: 'ai-sdk', isConfigured: false, isLocal: true }),
    buildProvider('openai'),
    buildProvider('ollama', { isLocal: true }),
  ];
  const given: Parameters<typeof warmUp>[0] = {
    prisma: { generation: { findMany: vi.fn(findMany) as never } },
    providers,
    adapterFor: ({ id }) => ({
      warmUp: async () => {
        order.push(`load ${id}`);
        if (id === 'vertex') throw new Error('no such package');
      },
    }),
    probe: async (id) => void order.push(`probe ${id}`),
    log: { warn: (_, message) => void warnings.push(message) },
  };
  return { given, order, warnings };
}

it('loads the packages of configured bridged providers, then probes the local providers', async () => {
  const { given, order, warnings } = tools();
  await warmUp(given);
  expect(order).toEqual(['load bedrock', 'load vertex', 'probe ollama']);
  expect(warnings).toEqual(['The files that vertex needs could not be loaded.']);
});

it('continues if the database cannot be read', async () => {
  const { given, order, warnings } = tools(() => Promise.reject(new Error('away')));
  await warmUp(given);
  expect(order).toContain('probe ollama');
  expect(warnings).toContain('Cannot read the stored generations.');
});
