// Writes the Prisma client and Pothos's types from prisma/schema.prisma. Downloads nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
const alone = fileURLToPath(new URL('prisma-alone.cjs', import.meta.url));
const { status } = spawnSync(process.execPath, ['--require', alone, prisma, 'generate', '--no-hints'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, CHECKPOINT_DISABLE: '1' },
});
if (status !== 0) process.exit(status ?? 1);

// The client loads its query compiler from a module that contains the code as text. Memory would hold it four times: as
// source, text, decoded and compiled. So this script decodes it into a file.
const folder = new URL('../apps/api/src/database/generated/client/internal/', import.meta.url);
const file = new URL('class.ts', folder);
const source = readFileSync(file, 'utf8');
const load = /const \{ wasm \} = await import\("(?<module>[^"]+)"\)\n\s*return await decodeBase64AsWasm\(wasm\)/;
const module = load.exec(source)?.groups?.module;
if (module === undefined) throw new Error(`${file.pathname} loads its compiler of queries in an unknown way.`);
const require = createRequire(new URL('../apps/api/package.json', import.meta.url));
const compiler = require.resolve(module);
const { wasm } = await import(pathToFileURL(compiler).href);
writeFileSync(new URL('query-compiler.wasm', folder), Buffer.from(wasm, 'base64'));
const read = `const { readFile } = await import('node:fs/promises')
    return new WebAssembly.Module(await readFile(new URL('./query-compiler.wasm', import.meta.url)))`;
writeFileSync(file, source.replace(load, read));
