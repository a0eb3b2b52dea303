import type { Redis } from './redis.ts';

export type ChangeNoticesOptions = {
  redis: Redis;
  channel: string;
  /** Reads what another replica has changed. */
  follow(): Promise<void>;
  onError(error: unknown): void;
};

/**
 * Tells other replicas that something in the database has changed, and follows their changes at once. A notice that is lost
 * costs time only: each replica also looks by itself.
 */
export class ChangeNotices {
  readonly #options: ChangeNoticesOptions;
  readonly #leave: readonly (() => void)[];
  #isFollowing = false;
  #isChangedAgain = false;

  constructor(options: ChangeNoticesOptions) {
    this.#options = options;
    const { redis, channel } = options;
    const follow = (): void => void this.#follow();
    this.#leave = [redis.subscribe(channel, follow), redis.onReturn(follow)];
  }

  /** Call it when the change is committed. Returns at once and never throws. */
  tell(): void {
    const { redis, channel } = this.#options;
    redis.ask((commands) => commands.publish(channel, '')).catch(() => {});
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  /** Notices that come meanwhile are followed once, together. */
  async #follow(): Promise<void> {
    this.#isChangedAgain = true;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    while (this.#isChangedAgain) {
      this.#isChangedAgain = false;
      await this.#options.follow().catch(this.#options.onError);
    }
    this.#isFollowing = false;
  }
}
