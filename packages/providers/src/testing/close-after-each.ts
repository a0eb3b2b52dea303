import { afterEach } from 'vitest';

/** A list whose members are closed after each test, first to last: clients before their servers. */
export function closeAfterEach(): { close(): Promise<void> }[] {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  return opened;
}
