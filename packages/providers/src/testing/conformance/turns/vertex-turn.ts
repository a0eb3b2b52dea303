import type { RecordedTurn } from '../recorded-turn.ts';
import { googleTurn } from './google-turn.ts';

const response = (name: string, members: object): object => ({
  functionResponse: { name, response: { name, ...members } },
});

/** Google's protocol, with the text that the package of the AI SDK puts around results. */
export const vertexTurn: RecordedTurn = {
  ...googleTurn,
  results: [
    {
      role: 'user',
      parts: [
        response('look', { content: 'A cat.' }),
        { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
        { text: 'Tool executed successfully and returned this image as a response' },
        response('wait', { error: 'Too late.' }),
      ],
    },
  ],
};
