import type { AudioPart, FilePart } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseAddress, parseBase64 } from './parse-address.ts';
import { parseLabel } from './parse-limits.ts';

/** A file or a sound before it is checked. A member that is absent or null is not given. */
export type UncheckedFile = {
  /** An `https:` address or a `data:` URL. */
  url?: string | null | undefined;
  /** The bytes in base64. */
  data?: string | null | undefined;
  mediaType?: string | null | undefined;
  name?: string | null | undefined;
};

/** The name that an endpoint gives a member of a file. */
export type FilePaths = (member: keyof UncheckedFile) => string;

const mediaTypeForm = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,90}$/;
const longestName = 300;

/** Parses a document. */
export function parseFile(file: UncheckedFile, pathOf: FilePaths): FilePart {
  const { mediaType, source } = parseSource(file, pathOf, 'file');
  if (/^(?:image|audio)\//.test(mediaType)) {
    throw new InputError(pathOf('mediaType'), `'${mediaType}' is not a file type: use a part for images or for audio`);
  }
  return { type: 'file', mediaType, source, name: parseLabel(file.name || null, longestName, pathOf('name')) };
}

/** Parses a sound. */
export function parseAudio(file: UncheckedFile, pathOf: FilePaths): AudioPart {
  const { mediaType, source } = parseSource(file, pathOf, 'audio');
  if (!mediaType.startsWith('audio/')) {
    throw new InputError(
      pathOf('mediaType'),
      `'${mediaType}' is not an audio type: it must be audio/wav, audio/mpeg …`,
    );
  }
  return { type: 'audio', mediaType, source };
}

function parseSource(
  { url, data, mediaType }: UncheckedFile,
  pathOf: FilePaths,
  what: string,
): Pick<FilePart, 'mediaType' | 'source'> {
  if (url != null && data != null)
    throw new InputError(pathOf('url'), 'cannot be combined with data: give one of the two');
  if (url != null) {
    const address = parseAddress(url, pathOf('url'), `the ${what}`);
    if (address.type === 'url') return { mediaType: parseMediaType(mediaType, pathOf), source: address };
    const source = { type: 'base64', data: parseBase64(address.data, pathOf('url'), 'url') } as const;
    return { mediaType: parseMediaType(mediaType ?? address.mediaType, pathOf), source };
  }
  if (data == null) throw new InputError(pathOf('data'), `is missing: give the ${what} by url or by data`);
  const source = { type: 'base64', data: parseBase64(data, pathOf('data'), 'url') } as const;
  return { mediaType: parseMediaType(mediaType, pathOf), source };
}

function parseMediaType(mediaType: string | null | undefined, pathOf: FilePaths): string {
  if (mediaType == null)
    throw new InputError(pathOf('mediaType'), 'is missing: it must read application/pdf, audio/wav …');
  const type = mediaType.toLowerCase();
  if (mediaTypeForm.test(type)) return type;
  throw new InputError(pathOf('mediaType'), `'${mediaType.slice(0, 80)}' must read like application/pdf or audio/wav`);
}
