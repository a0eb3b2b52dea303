import type { Redis } from './redis.ts';

export type ChangeNoticesOptions = {
  redis: Redis;
  channel: string;
  /** Reads the changes of other replicas. */
  follow(): Promise<void>;
  onError(error: unknown): void;
};

/**
 * Notifies other replicas of a change in the database, and follows their changes immediately. A lost notice only causes
 * a delay, because each replica also polls.
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

  /** Call it after the commit. Returns immediately and never throws. */
  tell(): void {
    const { redis, channel } = this.#options;
    redis.ask((commands) => commands.publish(channel, '')).catch(() => {});
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  /** Notices that arrive during a read are followed once, together. */
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
