import { badCredentials } from './bad-credentials.ts';
import { badGateway } from './bad-gateway.ts';
import { brokenJson } from './broken-json.ts';
import { contentFilter } from './content-filter.ts';
import { contentFilterMidway } from './content-filter-midway.ts';
import { contextLength } from './context-length.ts';
import { cut } from './cut.ts';
import { down } from './down.ts';
import { errorEvent } from './error-event.ts';
import type { Fault } from './fault.ts';
import { flapping } from './flapping.ts';
import { keepAlive } from './keep-alive.ts';
import { malformedEvent } from './malformed-event.ts';
import { noEnd } from './no-end.ts';
import { noEndMark } from './no-end-mark.ts';
import { noEndMarkOpen } from './no-end-mark-open.ts';
import { overloaded } from './overloaded.ts';
import { quotaExhausted } from './quota-exhausted.ts';
import { rateLimit } from './rate-limit.ts';
import { rateLimitWithWait } from './rate-limit-with-wait.ts';
import { refusePrefill } from './refuse-prefill.ts';
import { reset } from './reset.ts';
import { serverError } from './server-error.ts';
import { silence } from './silence.ts';
import { slowFirstToken } from './slow-first-token.ts';
import { stall } from './stall.ts';
import { unavailable } from './unavailable.ts';
import { unknownEvent } from './unknown-event.ts';

/** Every fault, in the order of the table that documents them. */
export const faults: readonly Fault[] = [
  rateLimit,
  rateLimitWithWait,
  quotaExhausted,
  serverError,
  badGateway,
  unavailable,
  overloaded,
  contextLength,
  contentFilter,
  badCredentials,
  refusePrefill,
  reset,
  silence,
  keepAlive,
  slowFirstToken,
  cut,
  stall,
  errorEvent,
  contentFilterMidway,
  malformedEvent,
  unknownEvent,
  noEndMark,
  noEndMarkOpen,
  noEnd,
  brokenJson,
  down,
  flapping,
];
