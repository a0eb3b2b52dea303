import { formatDocument, stringifyDocument } from '@urql/core';
import { ViewerQuery } from './viewer-query.ts';

declare global {
  interface Window {
    /** The response to the page's first query. It is used once. */
    penstockViewer?: Promise<Response> | undefined;
  }
}

const operationName = 'SessionViewer';

/**
 * A script for the head of the page. It requests the viewer while the page's own scripts still load, so that the answer
 * does not wait for them. A page that signs in sends the query later.
 */
export function earlyViewerScript(): string {
  const request = {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    // The same form as urql's: the cache needs the types.
    body: JSON.stringify({ operationName, query: stringifyDocument(formatDocument(ViewerQuery)) }),
  };
  // A text within a script must not end it.
  const literal = JSON.stringify(request).replaceAll('<', '\\u003c');
  return `if (location.pathname !== '/sign-in') (window.penstockViewer = fetch('/graphql', ${literal})).catch(() => {});`;
}

/**
 * A `fetch` that gives the early response to the first query for the viewer. When the early request failed, the query
 * is sent.
 */
export async function fetchViewerEarly(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const early = window.penstockViewer;
  if (early !== undefined && isViewerQuestion(init?.body)) {
    window.penstockViewer = undefined;
    const response = await early.catch(() => null);
    if (response !== null) return response;
  }
  return fetch(input, init);
}

function isViewerQuestion(body: RequestInit['body']): boolean {
  return typeof body === 'string' && body.includes(`"operationName":"${operationName}"`);
}
