/** The media type of an image, from the extension of its address. `image/jpeg` for an unknown extension. */
export function guessImageMediaType(url: string): string {
  const extension = /\.(png|webp|gif|heic|heif|bmp)(?:$|[?#])/i.exec(url)?.[1]?.toLowerCase();
  return `image/${extension ?? 'jpeg'}`;
}

/** The first bytes of each format, in Latin-1. */
const beginnings: readonly [mediaType: string, beginning: RegExp][] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
  ['image/bmp', /^BM[\s\S]{4}\0{4}/],
  ['image/avif', /^[\s\S]{4}ftypavi[fs]/],
  ['image/heic', /^[\s\S]{4}ftyp(?:hei[cmsx]|hev[cmsx])/],
  ['image/heif', /^[\s\S]{4}ftypm(?:if1|sf1)/],
];

/** The media type of an image, from its first bytes. Null for data that is not an image that models read. */
export function readImageMediaType(bytes: Buffer): string | null {
  const start = bytes.toString('latin1', 0, 16);
  return beginnings.find(([, beginning]) => beginning.test(start))?.[0] ?? null;
}
