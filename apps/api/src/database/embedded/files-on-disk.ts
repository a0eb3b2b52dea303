import { fstatSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';

/** What is read of a file or a folder in the memory of Emscripten. A file of another file system has no `contents`. */
type MemoryNode = { contents?: Uint8Array | Readonly<Record<string, MemoryNode>> };

/**
 * Frees the files of PostgreSQL's installation: time zones, dictionaries, conversions of encodings. PGlite keeps all of
 * them in memory, 6 MB, and the service uses almost none. From here on each is read from PGlite's package when it is used.
 * Where PGlite keeps them in another way, nothing happens.
 */
export function keepFilesOnDisk(db: PGlite): void {
  const file = openSync(fileURLToPath(new URL('pglite.data', import.meta.resolve('@electric-sql/pglite'))), 'r');
  const { size } = fstatSync(file);
  const { root } = db.Module.FS as unknown as { root: MemoryNode };
  const buffers = new Set<ArrayBuffer>();
  const visit = (node: MemoryNode): void => {
    const { contents } = node;
    if (!(contents instanceof Uint8Array)) {
      for (const child of Object.values(contents ?? {})) visit(child);
    } else if (contents.buffer instanceof ArrayBuffer && contents.buffer.byteLength === size) {
      buffers.add(contents.buffer);
      readWhenUsed(node, file, contents);
    }
  };
  visit(root);
  // PGlite has more references to it, which it uses at the start only.
  for (const buffer of buffers) buffer.transfer(0);
}

/** `file` stays open, so that it is the same one after an update of the package. */
function readWhenUsed(node: MemoryNode, file: number, { byteOffset, length }: Uint8Array): void {
  Object.defineProperty(node, 'contents', {
    get() {
      const contents = new Uint8Array(length);
      readSync(file, contents, 0, length, byteOffset);
      return contents;
    },
    set(value: Uint8Array) {
      Object.defineProperty(node, 'contents', { value, writable: true });
    },
    configurable: true,
    enumerable: true,
  });
}
