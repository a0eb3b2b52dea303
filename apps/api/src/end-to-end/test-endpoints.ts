import { chatCompletionsDoor } from './chat-completions-endpoint.ts';
import { subscriptionDoor } from './subscription-endpoint.ts';
import type { Door } from './test-endpoint.ts';

/** Every way in that streams; each test of conduct goes through all of them. */
export const doors: readonly Door[] = [subscriptionDoor, chatCompletionsDoor];
