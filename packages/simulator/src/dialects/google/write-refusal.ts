import type { Refusal, RefusalKind } from '../../response/refusal.ts';
import type { RefusedFacts, WrittenRefusal } from '../dialect.ts';

type Shape = { status: number; name: string; message: string };

const shapes: Readonly<Record<RefusalKind, Shape>> = {
  'missing-key': {
    status: 403,
    name: 'PERMISSION_DENIED',
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  },
  'wrong-key': { status: 400, name: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
  'bad-request': { status: 400, name: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  'unknown-address': { status: 404, name: 'NOT_FOUND', message: 'Requested entity was not found.' },
  'unknown-model': {
    status: 404,
    name: 'NOT_FOUND',
    message: 'The model is not found for API version v1beta, or is not supported for generateContent.',
  },
  'too-large': {
    status: 413,
    name: 'INVALID_ARGUMENT',
    message: 'Request payload size exceeds the limit: 20971520 bytes.',
  },
  'rate-limit': {
    status: 429,
    name: 'RESOURCE_EXHAUSTED',
    message:
      'You exceeded your current quota, please check your plan and billing details. Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_requests',
  },
  'quota-exhausted': {
    status: 429,
    name: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  'context-length': {
    status: 400,
    name: 'INVALID_ARGUMENT',
    message: 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).',
  },
  'content-filter': { status: 200, name: 'OK', message: 'The prompt was blocked.' },
  'prefill-refused': {
    status: 400,
    name: 'INVALID_ARGUMENT',
    message: 'Please ensure that single turn requests end with a user role or the role field is empty.',
  },
  'server-error': {
    status: 500,
    name: 'INTERNAL',
    message:
      'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  },
  unavailable: { status: 503, name: 'UNAVAILABLE', message: 'The service is currently unavailable.' },
  overloaded: { status: 503, name: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
};

/**
 * `{ "error": { code, message, status, details } }` with its status. For Google, a filtered prompt is not an error: the
 * answer has no candidates and names the reason.
 */
export function writeGoogleRefusal(refusal: Refusal, facts: RefusedFacts): WrittenRefusal {
  if (refusal.kind === 'content-filter') return writeBlocked(facts);
  return { status: shapes[refusal.kind].status, headers: {}, body: JSON.stringify(googleError(refusal)) };
}

function writeBlocked({ model, isStreamed }: RefusedFacts): WrittenRefusal {
  const body = JSON.stringify({
    promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
    usageMetadata: { promptTokenCount: 8, totalTokenCount: 8 },
    modelVersion: model ?? '',
  });
  if (!isStreamed) return { status: 200, headers: {}, body };
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, body: `data: ${body}\r\n\r\n` };
}

export function googleError(refusal: Refusal): unknown {
  const { status, name, message } = shapes[refusal.kind];
  const details = describe(refusal);
  return {
    error: {
      code: status,
      message: refusal.message || message,
      status: name,
      ...(details.length === 0 ? {} : { details }),
    },
  };
}

function describe(refusal: Refusal): unknown[] {
  const type = (name: string): string => `type.googleapis.com/google.rpc.${name}`;
  switch (refusal.kind) {
    case 'wrong-key':
      return [
        {
          '@type': type('ErrorInfo'),
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ];
    case 'rate-limit':
    case 'quota-exhausted': {
      const period = refusal.kind === 'rate-limit' ? 'PerMinute' : 'PerDay';
      const violation = {
        quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests',
        quotaId: `GenerateRequests${period}PerProjectPerModel`,
        quotaValue: '10',
      };
      const quota = { '@type': type('QuotaFailure'), violations: [violation] };
      const help = {
        '@type': type('Help'),
        links: [
          {
            description: 'Learn more about Gemini API quotas',
            url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
          },
        ],
      };
      const wait = refusal.retryAfterSeconds;
      return wait === null ? [quota, help] : [quota, help, { '@type': type('RetryInfo'), retryDelay: `${wait}s` }];
    }
    default:
      return [];
  }
}
