import { Text } from '@mantine/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { Card } from '../../components/card.tsx';
import { type Fact, FactList } from '../../components/fact-list.tsx';
import { formatPrice } from '../../format/money.ts';
import { formatCompact } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';

export const ModelPricesFragment = graphql(`
  fragment ModelPrices on Model {
    price {
      inputPerMTok
      cachedInputPerMTok
      cacheWritePerMTok
      outputPerMTok
      source
      tiers {
        aboveInputTokens
        inputPerMTok
        outputPerMTok
      }
    }
  }
`);

/** The prices of a model by bucket and by tier of input size. */
export function ModelPrices({ model }: { model: FragmentOf<typeof ModelPricesFragment> }) {
  const { price } = readFragment(ModelPricesFragment, model);
  if (!price) {
    return (
      <Card title="Price">
        <Text size="sm" c="dimmed">
          Unpriced: the price of this model is not known, so its calls are counted without a cost. That is not the same
          as free.
        </Text>
      </Card>
    );
  }
  const facts: Fact[] = [
    { label: 'Input', value: formatPrice(price.inputPerMTok) },
    { label: 'Cached input', value: formatPrice(price.cachedInputPerMTok) },
    { label: 'Cache write', value: formatPrice(price.cacheWritePerMTok) },
    { label: 'Output', value: formatPrice(price.outputPerMTok) },
    ...price.tiers.map((tier) => ({
      label: `Above ${formatCompact(tier.aboveInputTokens)} input`,
      value: `${formatPrice(tier.inputPerMTok)} / ${formatPrice(tier.outputPerMTok)}`,
    })),
  ];
  return (
    <Card title="Price" aside={<Aside text="per million tokens" />}>
      <FactList facts={facts} />
      <Text size="xs" c="dimmed" mt="sm">
        Source: {price.source}
      </Text>
    </Card>
  );
}

function Aside({ text }: { text: string }) {
  return (
    <Text size="xs" c="dimmed">
      {text}
    </Text>
  );
}
