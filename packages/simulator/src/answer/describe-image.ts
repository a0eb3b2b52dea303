import type { SeenImage } from './question.ts';

/** `a PNG of 640 × 480 pixels (12 kB)`, `the address https://example.com/cat.png`. */
export function describeImage(image: SeenImage): string {
  if ('url' in image) return `the address ${image.url.slice(0, 200)}`;
  const bytes = Math.floor((image.data.replace(/(?<!=)=+$/, '').length * 3) / 4);
  const size = bytes < 1_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000)} kB`;
  const kind = image.mediaType.replace(/^image\//, '').toUpperCase();
  const pixels = readPngSize(image);
  return pixels === null ? `a ${kind} (${size})` : `a ${kind} of ${pixels.width} × ${pixels.height} pixels (${size})`;
}

/** Width and height stand in the first chunk of a PNG, bytes 16 to 23. */
function readPngSize(image: { mediaType: string; data: string }): { width: number; height: number } | null {
  if (image.mediaType !== 'image/png') return null;
  const head = Buffer.from(image.data.slice(0, 32), 'base64');
  if (head.length < 24 || head.toString('latin1', 1, 4) !== 'PNG') return null;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
