import { EnvironmentError } from '../errors/environment-error.ts';
import type { Redis } from './redis.ts';
import type { RedisLog } from './redis-connection.ts';

/**
 * Connects to the Redis or Valkey at `url`. Loads the library here, so that a service without `REDIS_URL` never loads
 * it. A Redis that does not answer does not stop the start. A Redis that refuses the URL does: `EnvironmentError`.
 */
export async function openRedis(url: string, log: RedisLog): Promise<Redis> {
  const [{ RedisConnection }, library] = await Promise.all([import('./redis-connection.ts'), import('@redis/client')]);
  const connection = new RedisConnection({ url, log, library });
  try {
    await connection.open();
  } catch (error) {
    await connection.close();
    throw new EnvironmentError(`REDIS_URL is not valid: ${reasonOf(error)}.`, { cause: error });
  }
  return connection;
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (/^(NOAUTH|WRONGPASS)|without any password configured/.test(text)) {
    return 'Redis refuses the user or the password';
  }
  if (text.startsWith('NOPERM')) return 'its user may not use the commands that Penstock needs';
  if (text.includes('DB index')) return 'Redis has no database with this number';
  if (/unknown command|NOPROTO/.test(text)) {
    return 'it needs Redis 6.2 or newer, or Valkey';
  }
  return 'it must be an address like redis://user:password@host:6379/0';
}
