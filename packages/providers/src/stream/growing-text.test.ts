import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowingText } from './growing-text.ts';

const run = promisify(execFile);

it('is all of its pieces, whenever it is read', () => {
  const step = fc.oneof(fc.string({ maxLength: 5 }), fc.constant('READ'), fc.constant('CLEAR'));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const text = new GrowingText();
      let expected = '';
      for (const step of steps) {
        if (step === 'READ') expect(text.value).toBe(expected);
        else if (step === 'CLEAR') {
          text.clear();
          expected = '';
        } else {
          text.add(step);
          expected += step;
        }
      }
      expect(text.value).toBe(expected);
    }),
  );
});

it('holds little more than its characters while it grows', async () => {
  const script = `
    const { GrowingText } = await import(${JSON.stringify(new URL('./growing-text.ts', import.meta.url).href)});
    const grow = (count) => {
      const text = new GrowingText();
      for (let index = 0; index < count; index++) text.add(String(index).padStart(6));
      return text;
    };
    grow(1000);
    gc();
    const before = process.memoryUsage().heapUsed;
    const text = grow(300_000);
    gc();
    console.log((process.memoryUsage().heapUsed - before) / 300_000);
    text.value;
  `;
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], { env });
  // Six characters, and a share of the joined piece. As one appended string it is 56.
  expect(Number(stdout)).toBeLessThan(12);
});
