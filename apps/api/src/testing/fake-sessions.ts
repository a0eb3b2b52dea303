import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import type { BegunSession, SessionBasis, Sessions } from '../sessions/sessions.ts';

/** Sessions in memory. */
export class FakeSessions implements Sessions {
  readonly #access: Pick<Access, 'viewerOf'>;
  readonly #begun = new Map<string, SessionBasis>();

  constructor(access: Pick<Access, 'viewerOf'>) {
    this.#access = access;
  }

  async begin(basis: SessionBasis, expiresAtMs = Date.now() + 3_600_000): Promise<BegunSession> {
    const token = `token-${this.#begun.size + 1}`;
    this.#begun.set(token, basis);
    const viewer = this.peek(token);
    if (viewer === null) throw new Error('A test began a session with a key that is not valid.');
    return { token, viewer, expiresAtMs };
  }

  async find(token: string): Promise<Viewer | null> {
    return this.peek(token);
  }

  peek(token: string): Viewer | null {
    const basis = this.#begun.get(token);
    if (basis === undefined) return null;
    return basis.type === 'key' ? this.#access.viewerOf(basis.digest) : basis.viewer;
  }

  async end(token: string): Promise<Viewer | null> {
    const viewer = this.peek(token);
    this.#begun.delete(token);
    return viewer;
  }
}
