import { beforeEach, describe, expect, it } from 'vitest';
import { FaultBook } from './fault-book.ts';

describe('FaultBook', () => {
  let book: FaultBook;
  const plain = { header: undefined, prompt: '', hasPrefill: false };
  const open = (model: string, header?: string): string | null => book.open({ ...plain, model, header }).text;
  const openTimes = (times: number, model: string): (string | null)[] =>
    Array.from({ length: times }, () => open(model));

  beforeEach(() => {
    book = new FaultBook();
  });

  it('answers a request that names no fault', () => {
    expect(book.open({ ...plain, model: 'gpt-4o' })).toEqual({
      disturbance: {},
      text: null,
    });
  });

  it('uses the header first, then the script of the model, then its name', () => {
    book.write({ model: 'sim-500', faults: ['cut:1'] });
    expect(open('sim-500', 'stall')).toBe('stall');
    expect(openTimes(2, 'sim-500')).toEqual(['cut:1', '500']);
  });

  it('applies a script request by request, and repeats it on request', () => {
    book.write({ model: 'a', faults: ['500', null, 'cut:5'] });
    expect(openTimes(5, 'a')).toEqual(['500', null, 'cut:5', null, null]);
    book.write({ model: 'a', faults: ['500', null], repeat: true });
    expect(openTimes(5, 'a')).toEqual(['500', null, '500', null, '500']);
    book.write({ model: 'a', faults: [] });
    expect(open('a')).toBeNull();
  });

  it('applies the script of all models to each model, but not to the list of models', () => {
    book.write({ model: '*', faults: ['500', '503'] });
    expect([open('models'), open('a'), open('b')]).toEqual([null, '500', '503']);
  });

  it('picks a random share of the requests, the same for the same seed', () => {
    const draw = (seed: number): (string | null)[] => {
      book.write({ model: 'a', faults: ['500', 'reset'], share: 0.2, seed });
      return openTimes(1_000, 'a');
    };
    const drawn = draw(1);
    const met = drawn.filter((text) => text !== null);
    expect(met.length).toBeGreaterThan(150);
    expect(met.length).toBeLessThan(250);
    expect(new Set(met)).toEqual(new Set(['500', 'reset']));
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
  });

  it("applies a prompt's faults for each model, request by request, between other requests", () => {
    const faultOf = (model: string, prompt: string): string | null => book.open({ ...plain, model, prompt }).text;
    const faults = '[faults a: 500, well, cut:5; b: reset]';
    expect(faultOf('a', `One. ${faults}`)).toBe('500');
    expect(faultOf('a', `Two. ${faults}`)).toBe('500');
    expect(faultOf('b', `One. ${faults}`)).toBe('reset');
    expect([faultOf('a', `One. ${faults}`), faultOf('a', `One. ${faults}`), faultOf('a', `One. ${faults}`)]).toEqual([
      null,
      'cut:5',
      null,
    ]);
    expect([faultOf('c', `One. ${faults}`), faultOf('a', 'No word of faults.')]).toEqual([null, null]);
    book.clear();
    expect(faultOf('b', `One. ${faults}`)).toBe('reset');
  });

  it('uses the prompt before the script and the name, and the script afterwards', () => {
    book.write({ model: 'sim-500', faults: ['cut:1'] });
    const prompt = '[faults sim-500: well, stall]';
    const asked = [0, 1, 2, 3].map(() => book.open({ ...plain, model: 'sim-500', prompt }).text);
    expect(asked).toEqual([null, 'stall', 'cut:1', '500']);
    expect(() => book.open({ ...plain, model: 'x', prompt: '[faults x: nonsense]' })).toThrow(
      "'nonsense' is not a fault",
    );
  });

  it('applies a `once` fault to the first request only', () => {
    expect(openTimes(3, 'sim-500-once')).toEqual(['500-once', null, null]);
    book.clear();
    expect(open('sim-500-once')).toBe('500-once');
  });

  it('refuses a prefill and nothing else', () => {
    expect(open('sim-refuse-prefill')).toBeNull();
    expect(book.open({ ...plain, model: 'sim-refuse-prefill', hasPrefill: true }).text).toBe('refuse-prefill');
  });

  it('is down from the first request on, and recovers afterwards or by turns', async () => {
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    expect([open('sim-down-0.05'), open('sim-flapping-0.05')]).toEqual(['down-0.05', 'flapping-0.05']);
    await wait(60);
    expect([open('sim-down-0.05'), open('sim-flapping-0.05')]).toEqual([null, null]);
    await wait(45);
    expect([open('sim-down-0.05'), open('sim-flapping-0.05')]).toEqual([null, 'flapping-0.05']);
  });

  it('refuses requests and scripts that name no fault', () => {
    expect(() => open('sim-nonsense')).toThrow("'nonsense' is not a fault of the simulator");
    expect(() => book.write({ model: 'a', faults: ['nonsense'] })).toThrow("'nonsense' is not a fault");
  });
});
