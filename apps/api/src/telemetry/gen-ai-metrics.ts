import type { Histogram, Meter } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_TOKEN_TYPE,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@opentelemetry/semantic-conventions/incubating';
import type { SettledAttempt } from '../generation/generation.ts';
import type { GenerationObserver } from '../generation/generation-observer.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { operationAttributes, tokenSums } from './gen-ai.ts';

/** The boundaries that the conventions recommend. Seconds; tokens. */
const durationBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenBoundaries = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];

/** The client metrics of the GenAI conventions, one measurement per attempt. */
export class GenAiMetrics implements GenerationObserver {
  readonly #duration: Histogram;
  readonly #firstChunk: Histogram;
  readonly #tokens: Histogram;

  constructor(meter: Meter) {
    const inSeconds = { unit: 's', advice: { explicitBucketBoundaries: durationBoundaries } };
    this.#duration = meter.createHistogram(METRIC_GEN_AI_CLIENT_OPERATION_DURATION, {
      description: 'GenAI operation duration.',
      ...inSeconds,
    });
    this.#firstChunk = meter.createHistogram(METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK, {
      description: 'Time to receive the first chunk.',
      ...inSeconds,
    });
    this.#tokens = meter.createHistogram(METRIC_GEN_AI_CLIENT_TOKEN_USAGE, {
      description: 'Number of input and output tokens used.',
      unit: '{token}',
      advice: { explicitBucketBoundaries: tokenBoundaries },
    });
  }

  attemptEnded(attempt: SettledAttempt, request: GenerationRequest): void {
    if (attempt.outcome === 'skipped') return;
    const attributes = operationAttributes(attempt, request);
    const error = attempt.errorKind === null ? null : { [ATTR_ERROR_TYPE]: attempt.errorKind };
    this.#duration.record(attempt.latencyMs / 1_000, { ...attributes, ...error });
    if (attempt.firstTokenMs !== null) this.#firstChunk.record(attempt.firstTokenMs / 1_000, attributes);
    const { input, output } = tokenSums(attempt);
    if (input > 0) this.#tokens.record(input, { ...attributes, [ATTR_GEN_AI_TOKEN_TYPE]: 'input' });
    if (output > 0) this.#tokens.record(output, { ...attributes, [ATTR_GEN_AI_TOKEN_TYPE]: 'output' });
  }

  generationEnded(): void {}
}
