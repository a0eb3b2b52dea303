import { errorFromFailure } from '../http/error-from-document.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { Protocol } from '../http/protocol.ts';
import { readObject } from '../json/read-json-value.ts';
import { readNames } from '../json/read-names.ts';
import type { WindowSettings } from './context-window.ts';
import { OllamaAnswer } from './from-ollama-line.ts';
import { LoadedWindows } from './loaded-windows.ts';
import { readEmbeddings, toEmbeddingsBody } from './ollama-embeddings.ts';
import { ollamaForms } from './ollama-forms.ts';
import { toOllamaBody } from './to-ollama-body.ts';

/** Ollama's own protocol: JSON lines. Its models are the pulled models. */
export function ollamaProtocol(window: WindowSettings): Protocol {
  const windows = new LoadedWindows();
  return {
    chat(request, context, limits) {
      const { model } = request;
      const { body, warnings } = toOllamaBody(request, context.providerId, window, windows.of(model));
      const asked = readObject(body.options)?.num_ctx;
      const answer = new OllamaAnswer(context, () => {
        if (typeof asked === 'number') windows.note(model, asked);
      });
      const reader = new EventAnswerReader(context, answer, { limits, warnings });
      return { path: '/api/chat', body, reader };
    },
    models: { path: '/api/tags', body: null, read: (list) => readNames(list.models, 'name') },
    embeddings: {
      // Ollama has no limit, but smaller batches delay other requests less.
      mostTexts: 512,
      query: (request, texts) => ({ path: '/api/embed', body: toEmbeddingsBody(request, texts), read: readEmbeddings }),
    },
    forms: ollamaForms,
    longestToolName: 64,
    toError: errorFromFailure,
  };
}
