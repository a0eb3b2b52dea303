import { expect, test } from 'vitest';
import { buildCatalog } from './build-catalog.ts';
import { buildHealth } from './build-health.ts';
import { buildModel } from './build-model.ts';
import { buildProvider } from './build-provider.ts';

test('a model has the facts that a test states, and ordinary facts otherwise', () => {
  const model = buildModel('acme/large', { contextWindow: 10 });
  expect(model).toMatchObject({ providerId: 'acme', name: 'large', contextWindow: 10, isConfigured: true });
  expect(buildModel('alone')).toMatchObject({ providerId: 'alone', name: 'alone' });
});

test('a catalog finds its models and providers', () => {
  const [small, large] = [buildModel('acme/small'), buildModel('acme/large', { capabilities: new Set(['vision']) })];
  const acme = buildProvider('acme', { isLocal: true });
  const catalog = buildCatalog([small, large], [acme]);
  expect(catalog.find('acme/large')).toBe(large);
  expect(catalog.find('large')).toBeUndefined();
  expect(catalog.resolve('large')).toBe(large);
  expect(catalog.findProvider('acme')).toBe(acme);
  expect([...catalog.capabilities]).toEqual(['text', 'vision']);
});

test('a health returns the same object for the same model', () => {
  const health = buildHealth({ 'acme/small': { status: 'SLOW' } });
  expect(health.read('acme/small').status).toBe('SLOW');
  expect(health.read('acme/large').status).toBe('UNKNOWN');
  expect(health.read('acme/large')).toBe(health.read('acme/large'));
});
