/** The kind of image that an address leads to, as far as its ending tells; `image/jpeg` where it does not. */
export function guessImageMediaType(url: string): string {
  const extension = /\.(png|webp|gif|heic|heif|bmp)(?:$|[?#])/i.exec(url)?.[1]?.toLowerCase();
  return `image/${extension ?? 'jpeg'}`;
}
