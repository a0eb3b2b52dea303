import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/**
 * Values in a browser's cookies that it can neither read nor change, and that expire. The key is derived from a secret
 * that all replicas share, so each can open values of the others. `purpose` separates values of different kinds.
 */
export class SealedValues<Value extends Record<string, string>> {
  readonly #key: Uint8Array;
  readonly #lifeSeconds: number;

  constructor(secret: string, purpose: string, lifeSeconds: number) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', `penstock ${purpose}`, 32));
    this.#lifeSeconds = lifeSeconds;
  }

  seal(value: Value): Promise<string> {
    return new EncryptJWT(value)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setExpirationTime(`${this.#lifeSeconds} s`)
      .encrypt(this.#key);
  }

  /** Null if the value was not sealed here, was changed, or has expired. */
  async open(sealed: string): Promise<Value | null> {
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        requiredClaims: ['exp'],
      });
      // Only `seal` has the key, and it takes a Value.
      return payload as unknown as Value;
    } catch {
      return null;
    }
  }
}
