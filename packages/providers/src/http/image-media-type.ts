/** The media type of an image, from the extension of its address; `image/jpeg` where that says nothing. */
export function guessImageMediaType(url: string): string {
  const extension = /\.(png|webp|gif|heic|heif|bmp)(?:$|[?#])/i.exec(url)?.[1]?.toLowerCase();
  return `image/${extension ?? 'jpeg'}`;
}
