import type { Scores as ScoresSource } from '@penstock/router';
import { builder } from '../builder.ts';

export const Scores = builder.objectRef<ScoresSource>('Scores').implement({
  description: 'How a model stands among the candidates on each axis: 0 to 1, 1 the best.',
  fields: (t) => ({
    cost: t.exposeFloat('cost', { description: '1 for the cheapest.' }),
    quality: t.exposeFloat('quality', { description: '1 for the best.' }),
    latency: t.exposeFloat('latency', { description: '1 for the fastest.' }),
  }),
});
