import { builder } from '../../builder.ts';

export const HealthStatus = builder.enumType('HealthStatus', {
  description: 'How a model does.',
  values: {
    AVAILABLE: { description: 'It answers, at its usual pace.' },
    SLOW: { description: 'It answers, slower than usual.' },
    UNAVAILABLE: { description: 'It fails, or cannot be reached.' },
    UNKNOWN: { description: 'Nothing has been heard of it yet.' },
  } as const,
});
