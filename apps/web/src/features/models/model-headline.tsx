'use client';

import { type FragmentOf, readFragment } from 'gql.tada';
import { StatRow } from '../../components/stat-row.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact, formatSpeed } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useHealth } from '../health/health-provider.tsx';
import { measuredFirst } from './measured.ts';
import { shortSources } from './quality-source.ts';

export const ModelHeadlineFragment = graphql(`
  fragment ModelHeadline on Model {
    id
    contextWindow
    maxOutputTokens
    quality
    qualitySource
    expectedFirstTokenMs
    expectedTokensPerSecond
    usage(days: 7) {
      averageFirstTokenMs
    }
    price {
      inputPerMTok
      outputPerMTok
    }
  }
`);

/** The key figures of a model: measured where available, else the catalog's expected figures. */
export function ModelHeadline({ model: data }: { model: FragmentOf<typeof ModelHeadlineFragment> }) {
  const model = readFragment(ModelHeadlineFragment, data);
  const health = useHealth(model.id);
  const firstToken = measuredFirst(
    [
      { value: health?.firstTokenMs, over: 'last 5 min' },
      { value: model.usage.averageFirstTokenMs, over: 'last 7 days' },
    ],
    model.expectedFirstTokenMs,
  );
  const speed = measuredFirst([{ value: health?.tokensPerSecond, over: 'last 5 min' }], model.expectedTokensPerSecond);
  return (
    <StatRow
      stats={[
        { label: 'Input', value: formatPrice(model.price?.inputPerMTok), note: 'per M tokens' },
        { label: 'Output', value: formatPrice(model.price?.outputPerMTok), note: 'per M tokens' },
        {
          label: 'Context',
          value: formatCompact(model.contextWindow),
          note: `${formatCompact(model.maxOutputTokens)} output`,
        },
        { label: 'Quality', value: Math.round(model.quality * 100), note: shortSources[model.qualitySource] },
        { label: 'First token', value: formatDuration(firstToken.value), note: firstToken.origin },
        { label: 'Speed', value: formatSpeed(speed.value), note: speed.origin },
      ]}
    />
  );
}
