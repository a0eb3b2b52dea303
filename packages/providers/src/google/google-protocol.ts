import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { readNames } from '../json/read-names.ts';
import { GoogleAnswer } from './from-google-event.ts';
import { readEmbeddings, toEmbeddingsBody } from './google-embeddings.ts';
import { googleForms } from './google-forms.ts';
import { toGoogleBody } from './to-google-body.ts';

/** Google's Gemini API. */
export const googleProtocol: Protocol = {
  chat(request, context, limits) {
    const { body, warnings } = toGoogleBody(request, context.providerId);
    return {
      path: `/${modelPath(request.model)}:streamGenerateContent?alt=sse`,
      body,
      reader: new EventAnswerReader(context, new GoogleAnswer(context), { limits, warnings }),
    };
  },
  models: {
    path: '/models?pageSize=1000',
    body: null,
    read: (list) => readNames(list.models, 'name')?.map((name) => name.replace(/^models\//, '')) ?? null,
  },
  embeddings: {
    mostTexts: 100,
    query: (request, texts) => ({
      path: `/${modelPath(request.model)}:batchEmbedContents`,
      body: toEmbeddingsBody(request, texts, modelPath(request.model)),
      read: readEmbeddings,
    }),
  },
  forms: googleForms,
  longestToolName: 64,
  toError: errorFromFailure,
};

/** `gemini-x` is under `models/`. A tuned model has its own folder: `tunedModels/mine`. */
export function modelPath(model: string): string {
  return model.includes('/')
    ? model.split('/').map(encodeURIComponent).join('/')
    : `models/${encodeURIComponent(model)}`;
}
