import { PolledFeed } from '../events/polled-feed.ts';
import type { Policies } from './policies.ts';
import type { Replica, Replicas } from './replicas.ts';

/** What a reader of the policy is told of: a change of any of it. */
export type PolicyNews = { revision: number; problem: string | null; replicas: readonly Replica[] };

/** How soon a change is told, milliseconds. */
const intervalMs = 500;

/** The revision in force here and its problem, and the replicas, to be watched. */
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
