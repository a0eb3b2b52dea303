import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareEmbedded } from '../../testing/prepare-embedded.ts';
import { openPostgres } from './lean-postgres.ts';

it('keeps the files of the installation out of memory, and reads them when they are used', {
  timeout: 60_000,
}, async () => {
  const home = mkdtempSync(join(tmpdir(), 'penstock-files-'));
  await prepareEmbedded(home);
  const db = await openPostgres(join(home, 'data'));
  try {
    const { root } = db.Module.FS as unknown as { root: object };
    const kept = new Set<ArrayBufferLike>();
    const visit = (node: object): void => {
      const contents = Object.getOwnPropertyDescriptor(node, 'contents')?.value;
      if (contents instanceof Uint8Array) kept.add(contents.buffer);
      else for (const child of Object.values(contents ?? {})) visit(child as object);
    };
    visit(root);
    const bytes = [...kept].reduce((sum, buffer) => sum + buffer.byteLength, 0);
    expect(bytes).toBeLessThan(2_000_000);
    // A time zone, and a dictionary with its library, are files of the installation.
    const { rows } = await db.query(
      `SELECT (timestamptz '2026-07-01 12:00Z' AT TIME ZONE 'Asia/Tokyo')::text AS tokyo,
              to_tsvector('english', 'rivers bending')::text AS stems`,
    );
    expect(rows).toEqual([{ tokyo: '2026-07-01 21:00:00', stems: "'bend':2 'river':1" }]);
  } finally {
    await db.close();
    rmSync(home, { recursive: true, force: true });
  }
});
