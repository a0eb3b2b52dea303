import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { ServerSentEventReader } from '../http/read-server-sent-events.ts';
import { readTexts } from '../json/read-texts.ts';
import { GoogleAnswer } from './from-google-event.ts';
import { readEmbeddings, toEmbeddingsBody } from './google-embeddings.ts';
import { errorFromFailure } from './google-error.ts';
import { SignatureMemory } from './signature-memory.ts';
import { toGoogleBody } from './to-google-body.ts';

/** Google's Gemini API. One for each adapter, since it remembers the signatures of that adapter's answers. */
export function googleProtocol(): Protocol {
  const signatures = new SignatureMemory();
  return {
    chat(request, context, limits) {
      const answer = new GoogleAnswer(context, (callId, signature) => signatures.remember(callId, signature));
      return {
        path: `/${modelPath(request.model)}:streamGenerateContent?alt=sse`,
        body: toGoogleBody(request, (callId) => signatures.recall(callId, request.model)),
        reader: new EventAnswerReader(context.providerId, new ServerSentEventReader(limits.eventBytes), answer),
      };
    },
    models: {
      path: '/models?pageSize=1000',
      body: null,
      read: (list) => readTexts(list.models, 'name').map((name) => name.replace(/^models\//, '')),
    },
    embeddings: {
      mostTexts: 100,
      ask: (request, texts) => ({
        path: `/${modelPath(request.model)}:batchEmbedContents`,
        body: toEmbeddingsBody(request, texts, modelPath(request.model)),
        read: readEmbeddings,
      }),
    },
    toError: errorFromFailure,
  };
}

/** `gemini-x` lies under `models/`; a tuned model brings its own folder: `tunedModels/mine`. */
export function modelPath(model: string): string {
  return model.includes('/')
    ? model.split('/').map(encodeURIComponent).join('/')
    : `models/${encodeURIComponent(model)}`;
}
