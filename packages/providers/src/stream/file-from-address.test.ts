import { expect, it } from 'vitest';
import { fileFromAddress } from './file-from-address.ts';

it.each([
  ['data:image/webp;base64,UklGRg==', { type: 'file', mediaType: 'image/webp', data: 'UklGRg==' }],
  ['data:;base64,UklGRg==', { type: 'file', mediaType: 'image/png', data: 'UklGRg==' }],
  ['data:image/svg+xml,%3Csvg/%3E', { type: 'file', mediaType: 'image/svg+xml', data: 'PHN2Zy8+' }],
  ['https://x.test/a.png', { type: 'text-delta', text: '![image](https://x.test/a.png)' }],
  ['data:', { type: 'text-delta', text: '![image](data:)' }],
])('%s', (url, event) => {
  expect(fileFromAddress(url)).toEqual(event);
});
