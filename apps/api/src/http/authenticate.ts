import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Credentials } from './read-credentials.ts';

/** The viewer of a key: the only place that calls `access`. Rejects with UNAUTHENTICATED. */
export async function authenticate({ key, source }: Credentials, access: Access): Promise<Viewer> {
  const viewer = key === null ? null : await access.authenticate(key);
  if (viewer !== null) return viewer;
  throw new ServiceError('UNAUTHENTICATED', describe(source), {
    headers: { 'www-authenticate': 'Bearer realm="penstock"' },
  });
}

function describe(source: Credentials['source']): string {
  switch (source) {
    case null:
      return 'A key is missing: send it as the header Authorization: Bearer KEY.';
    case 'Authorization':
      return 'The key in the Authorization header is not valid here; it must read Bearer KEY.';
    case 'x-api-key':
    case 'api-key':
      return `The key in the ${source} header is not valid here; it must be the key alone.`;
  }
}
