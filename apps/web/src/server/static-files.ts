import { createReadStream, readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { takesEncoding } from './takes-encoding.ts';

/** A compressed form of a file. */
type Form = { encoding: 'br' | 'gzip'; path: string; bytes: number };

/** Scripts and styles of the build with their compressed forms, the smallest first, by the path of a request. */
export type StaticFiles = ReadonlyMap<string, { type: string; forms: readonly Form[] }>;

const types: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
};

const extensions = { br: '.br', gzip: '.gz' } as const;

/**
 * Writes compressed forms beside the scripts and styles below a folder. This happens once per build, so it uses the
 * best compression.
 */
export async function compressStaticFiles(folder: string): Promise<void> {
  for (const name of listFiles(folder)) {
    if (!(extname(name) in types)) continue;
    const path = join(folder, name);
    const content = await readFile(path);
    const params = {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, { params }),
      promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    await writeFile(path + extensions.br, br);
    await writeFile(path + extensions.gzip, gz);
  }
}

/** The files below a folder that have compressed forms. `prefix`: the path of the folder for browsers. */
export function readStaticFiles(folder: string, prefix: string): StaticFiles {
  const names = new Set(listFiles(folder));
  const files = new Map<string, { type: string; forms: readonly Form[] }>();
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const forms = (['br', 'gzip'] as const).flatMap((encoding) => {
      const path = join(folder, name + extensions[encoding]);
      return names.has(name + extensions[encoding]) ? [{ encoding, path, bytes: statSync(path).size }] : [];
    });
    if (forms.length > 0) files.set(`${prefix}/${name.split(sep).join('/')}`, { type, forms });
  }
  return files;
}

/** Sends a file in a form that the browser accepts. Returns false when there is none. */
export function sendStaticFile(files: StaticFiles, request: IncomingMessage, response: ServerResponse): boolean {
  const file = files.get((request.url ?? '').split('?', 1)[0] ?? '');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (file === undefined || !isRead || request.headers.range !== undefined) return false;
  const form = file.forms.find(({ encoding }) => takesEncoding(request, encoding));
  if (form === undefined) return false;
  response.writeHead(200, {
    'content-type': file.type,
    'content-encoding': form.encoding,
    'content-length': form.bytes,
    vary: 'accept-encoding',
    // The file name contains the hash of the content.
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(form.path), response, (error) => error && response.destroy());
  return true;
}

const listFiles = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
