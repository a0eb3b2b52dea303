import { PolledFeed } from '../events/polled-feed.ts';
import type { Policies } from './policies.ts';
import type { Replica, Replicas } from './replicas.ts';

/** The message for readers of the policy. Sent when any part changes. */
export type PolicyNews = { revision: number; problem: string | null; replicas: readonly Replica[] };

/** The longest delay of a change, milliseconds. */
const intervalMs = 500;

/** A feed of the revision in force here, its problem, and the replicas. */
export function createPolicyFeed(
  policies: Pick<Policies, 'current'>,
  replicas: Pick<Replicas, 'list'>,
  onError: (error: unknown) => void,
): Pick<PolledFeed<PolicyNews>, 'subscribe'> {
  const read = async (): Promise<PolicyNews> => {
    const listed = await replicas.list();
    const { revision, problem } = policies.current();
    return { revision, problem, replicas: listed };
  };
  return new PolledFeed(read, intervalMs, onError);
}
