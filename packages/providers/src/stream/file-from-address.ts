import type { StreamEvent } from '../contract/stream-event.ts';

/** The media type of a `data:` address ends at its comma, which is among its first characters. */
const mostHeader = 200;

/** The event of an image in a `data:` address. An image at any other address becomes text that shows it. */
export function fileFromAddress(url: string): StreamEvent {
  const comma = url.startsWith('data:') ? url.slice(0, mostHeader).indexOf(',') : -1;
  const data = url.slice(comma + 1);
  if (comma === -1 || data === '') return { type: 'text-delta', text: `![image](${url})` };
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  const base64 = parameters.includes('base64') ? data : Buffer.from(decodeURIComponent(data)).toString('base64');
  return { type: 'file', mediaType: mediaType === '' ? 'image/png' : mediaType, data: base64 };
}
