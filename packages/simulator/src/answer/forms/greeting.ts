import type { Form } from './form.ts';

/** A short hello, for a prompt that is one. */
export const greeting: Form = {
  suits: (prompt) => /^\W*(hello|hi|hey|good (morning|evening|day)|greetings|howdy)\b[^?]{0,30}[.!?\s]*$/i.test(prompt),
  write: ({ random }) => [
    random.pick(['Hello!', 'Hello, and welcome!', 'Hi there!']),
    'You have just sent a prompt through Penstock, and this answer came back token by token, the way every provider’s answers do. Ask me for a list, a table, a piece of code, JSON or a tool call, and watch it arrive.',
  ],
};
