import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lenientObjects } from './lenient-objects.ts';

it.each<[string, readonly object[]]>([
  ['{"a":1}{"b":"}{"}', [{ a: 1 }, { b: '}{' }]],
  ['{"a":1}\n {"b":2}\n', [{ a: 1 }, { b: 2 }]],
  ['{"a":"x\ty\u0001"}', [{ a: 'x\ty\u0001' }]],
  ['{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN"}', [{ a: null, b: [null, null], c: 'NaN' }]],
  ['{"a":1} words', []],
  ['{"a":1}{"b":', []],
  ['{"a":1]', []],
  ["{'a':1}", []],
  ['[1]', []],
  ['', []],
])('%j', (text, objects) => {
  expect(lenientObjects(text)).toEqual(objects);
});

it('reads any consecutive objects as written', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(fc.array(object), fc.constantFrom('', ' ', '\n'), (objects, between) => {
      const texts = objects.map((one) => JSON.stringify(one));
      expect(lenientObjects(texts.join(between))).toEqual(texts.map((text) => JSON.parse(text)));
    }),
  );
});
