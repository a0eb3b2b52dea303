import { chatCompletionsDoor } from './chat-completions-door.ts';
import type { Door } from './door.ts';
import { subscriptionDoor } from './subscription-door.ts';

/** Every way in that streams; each test of conduct goes through all of them. */
export const doors: readonly Door[] = [subscriptionDoor, chatCompletionsDoor];
