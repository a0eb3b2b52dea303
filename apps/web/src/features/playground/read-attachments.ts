import { type Attachment, mostFileCharacters } from './turn.ts';

/** For the file dialog: images that models read, documents and plain text. */
export const acceptedFiles = 'image/png,image/jpeg,image/webp,image/gif,application/pdf,text/*,.md,.csv,.json';

const mostFiles = 10;

type AttachmentsResult = {
  /** The present files, and the files that could be added. */
  files: readonly Attachment[];
  /** One sentence with the reason why some files were not added; null when all were added. */
  problem: string | null;
};

/** Adds files to a prompt: at most ten, and about six megabytes together. */
export async function readAttachments(
  known: readonly Attachment[],
  picked: readonly File[],
): Promise<AttachmentsResult> {
  const files = [...known];
  for (const file of picked) {
    if (files.length >= mostFiles) return { files, problem: `A prompt takes at most ${mostFiles} files.` };
    const taken = files.reduce((sum, { data }) => sum + data.length, 0);
    if (taken + file.size * (4 / 3) > mostFileCharacters) {
      return { files, problem: `${file.name} is too large: all files of a prompt have at most 6 MB together.` };
    }
    files.push({ name: file.name, mediaType: mediaTypeOf(file), data: toBase64(await file.arrayBuffer()) });
  }
  return { files, problem: null };
}

/** Browsers report no type for some text files. */
function mediaTypeOf({ type }: File): string {
  return type === '' ? 'text/plain' : type;
}

function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let characters = '';
  // A function call takes a limited number of arguments.
  for (let at = 0; at < bytes.length; at += 8_192) characters += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(characters);
}
