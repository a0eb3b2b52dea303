import { type FragmentOf, readFragment } from 'gql.tada';
import { StatRow } from '../../components/stat-row.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact, formatSpeed } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { qualitySources } from './quality-source.ts';

export const ModelHeadlineFragment = graphql(`
  fragment ModelHeadline on Model {
    contextWindow
    maxOutputTokens
    quality
    qualitySource
    expectedFirstTokenMs
    expectedTokensPerSecond
    price {
      inputPerMTok
      outputPerMTok
    }
  }
`);

/** The key figures of a model. */
export function ModelHeadline({ model: data }: { model: FragmentOf<typeof ModelHeadlineFragment> }) {
  const model = readFragment(ModelHeadlineFragment, data);
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
        { label: 'Quality', value: Math.round(model.quality * 100), note: qualitySources[model.qualitySource] },
        { label: 'First token', value: formatDuration(model.expectedFirstTokenMs), note: 'expected' },
        { label: 'Speed', value: formatSpeed(model.expectedTokensPerSecond), note: 'expected' },
      ]}
    />
  );
}
