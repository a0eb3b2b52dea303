import { InputError } from '../../errors/service-error.ts';

/** The most characters of a `data:` URL before its bytes. */
const longestHeader = 200;
/** The most characters of an address. */
const longestAddress = 8_192;
/** The most bytes of one image, file or sound. */
const byteLimit = 15 * 1024 * 1024;

/** The location of an image, a file or a sound: an address, or its bytes in base64. */
export type Address = { type: 'url'; url: string } | { type: 'data'; mediaType: string; data: string };

/**
 * Parses an address: `https:`, `http:`, or a complete `data:` URL. `what`: the noun for error messages, such as `the
 * image`.
 */
export function parseAddress(url: string, path: string, what: string): Address {
  if (url.startsWith('data:')) return parseDataUrl(url, path);
  if (url.length > longestAddress) {
    throw new InputError(
      path,
      `may have at most ${longestAddress} characters, not ${url.length}: send ${what} as a data: URL`,
    );
  }
  if (!URL.canParse(url)) throw new InputError(path, 'is not a URL: give an https: address or a data: URL');
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new InputError(path, `has the scheme '${protocol}': only https:, http: and data: are allowed`);
  }
  return { type: 'url', url };
}

function parseDataUrl(url: string, path: string): Address {
  const comma = url.indexOf(',');
  const header = /^data:([^;,]+);base64$/i.exec(url.slice(0, Math.min(Math.max(comma, 0), longestHeader)));
  if (header?.[1] === undefined) {
    throw new InputError(path, 'is not a base64 data: URL: it must read data:image/png;base64,…');
  }
  return { type: 'data', mediaType: header[1], data: url.slice(comma + 1) };
}

/** Parses bytes in base64, without a `data:` prefix. `instead`: the field that takes a `data:` URL. */
export function parseBase64(data: string, path: string, instead: string): string {
  if (data.startsWith('data:')) throw new InputError(path, `is a data: URL: give only the base64, or use ${instead}`);
  if (data.length > Math.ceil(byteLimit / 3) * 4) {
    throw new InputError(path, `is larger than ${byteLimit / 1024 / 1024} MB`);
  }
  if (data.length === 0 || data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) {
    throw new InputError(path, 'is not base64');
  }
  return data;
}
