import { chatCompletionsEndpoint } from './chat-completions-endpoint.ts';
import { subscriptionEndpoint } from './subscription-endpoint.ts';
import type { TestEndpoint } from './test-endpoint.ts';

/** Every streaming endpoint; each failover test uses all of them. */
export const testEndpoints: readonly TestEndpoint[] = [subscriptionEndpoint, chatCompletionsEndpoint];
