import { Badge, Group, Text } from '@mantine/core';
import { type FragmentOf, readFragment } from 'gql.tada';
import { Card } from '../../components/card.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { CapabilityBadges } from './capability-icons.tsx';
import classes from './model-screen.module.css';

export const ModelProfileFragment = graphql(`
  fragment ModelProfile on Model {
    capabilities
    useCases
    tags
    takesPrefill
    thinksFirst
    local
    releasedAt
  }
`);

/** The strengths of a model. */
export function ModelProfile({ model: data }: { model: FragmentOf<typeof ModelProfileFragment> }) {
  const model = readFragment(ModelProfileFragment, data);
  return (
    <Card title="Profile">
      <div className={classes.lists}>
        <CapabilityBadges capabilities={model.capabilities} />
        {model.useCases.length > 0 && (
          <Text size="sm">
            <Text span inherit c="dimmed">
              Good for{' '}
            </Text>
            {model.useCases.map((useCase) => useCase.replaceAll('_', ' ')).join(', ')}
          </Text>
        )}
        <FactList
          facts={[
            { label: 'Reasons before it answers', value: model.thinksFirst ? 'Yes' : 'No' },
            { label: 'Continues a partial answer', value: model.takesPrefill ? 'Yes' : 'No' },
            { label: 'Runs on your own machines', value: model.local ? 'Yes' : 'No' },
            ...(model.releasedAt ? [{ label: 'Released', value: model.releasedAt }] : []),
          ]}
        />
        {model.tags.length > 0 && (
          <Group gap={6}>
            {model.tags.map((tag) => (
              <Badge key={tag} variant="light" color="gray" tt="none" fw={500} radius="sm">
                {tag}
              </Badge>
            ))}
          </Group>
        )}
      </div>
    </Card>
  );
}
