import { Code, Text } from '@mantine/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { Card } from '../../components/card.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { formatShare } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';

export const ModelDeploymentsFragment = graphql(`
  fragment ModelDeployments on Model {
    deployments {
      id
      provider
      upstreamName
      weight
    }
    provider {
      dialect
      baseUrl @include(if: $operates)
    }
  }
`);

/** The deployments of a model, and the division of requests among them. */
export function ModelDeployments({ model }: { model: FragmentOf<typeof ModelDeploymentsFragment> }) {
  const { deployments, provider } = readFragment(ModelDeploymentsFragment, model);
  const total = deployments.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Card title={deployments.length > 1 ? 'Deployments' : 'Deployment'}>
      <FactList
        facts={[
          ...deployments.map(({ id, upstreamName, provider: providerId, weight }) => ({
            label: deployments.length > 1 ? id : 'Upstream name',
            value: <Code>{upstreamName}</Code>,
            note: deployments.length > 1 ? `${providerId}, ${formatShare(weight / total)}` : undefined,
          })),
          { label: 'Dialect', value: provider.dialect },
          ...(provider.baseUrl ? [{ label: 'Address', value: provider.baseUrl }] : []),
        ]}
      />
      {deployments.length > 1 && (
        <Text size="xs" c="dimmed" mt="sm">
          Requests are balanced over the deployments by their weights.
        </Text>
      )}
    </Card>
  );
}
