import { afterEach, vi } from 'vitest';

vi.mock('next/navigation', () => import('./next-navigation.ts'));
vi.mock('../components/when-settled.ts', () => ({ whenSettled: <Module>(load: () => Promise<Module>) => load() }));

if (typeof window !== 'undefined') {
  // Mantine scrolls to options and measures them; happy-dom has no layout.
  Element.prototype.scrollIntoView ??= () => {};
  Element.prototype.scrollTo ??= () => {};
  Object.defineProperty(document, 'fonts', { value: new EventTarget() });

  const { cleanup } = await import('@testing-library/react');
  afterEach(cleanup);
}

// happy-dom has no layout, so charts have no size, and it does not know <search>.
const expectedNoise = /of chart should be greater than 0|^The tag </;
for (const level of ['warn', 'error'] as const) {
  const print = console[level];
  console[level] = (...parts: unknown[]) => {
    if (!expectedNoise.test(String(parts[0]))) print(...parts);
  };
}
