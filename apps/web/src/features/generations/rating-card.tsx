'use client';

import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconThumbDown, IconThumbUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { Card } from '../../components/card.tsx';
import { FailedChange } from '../../components/failed-change.tsx';
import { formatShare } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import type { GenerationDetail } from './generation-documents.ts';

const RateMutation = graphql(`
  mutation RateGeneration($id: ID!, $score: Float!, $comment: String) {
    rateGeneration(id: $id, score: $score, comment: $comment) {
      id
      rating
      ratingComment
    }
  }
`);

const choices = [
  { score: 1, label: 'Good', icon: <IconThumbUp size={15} /> },
  { score: 0, label: 'Bad', icon: <IconThumbDown size={15} /> },
] as const;

/** The rating of the answer. Viewers read it; other roles set it, with a comment. */
export function RatingCard({ generation }: { generation: GenerationDetail }) {
  const { id, status, rating, ratingComment } = generation;
  const mayRate = useViewer().can('GENERATE');
  if (status === 'RUNNING' || (!mayRate && rating === null)) return null;
  const isFraction = rating !== null && rating > 0 && rating < 1;
  return (
    <Card title="Rating" aside={isFraction && <Text size="sm">{formatShare(rating)}</Text>}>
      {mayRate ? (
        <RatingForm key={id} id={id} rating={rating} comment={ratingComment} />
      ) : (
        <Text size="sm">
          {isFraction ? 'Rated' : rating === 1 ? 'Good' : 'Bad'}
          {ratingComment && `: ${ratingComment}`}
        </Text>
      )}
    </Card>
  );
}

type RatingFormProps = { id: string; rating: number | null; comment: string | null };

function RatingForm({ id, rating, comment }: RatingFormProps) {
  const [{ fetching, error }, rate] = useMutation(RateMutation);
  const [typed, setTyped] = useState(comment ?? '');
  const isChanged = typed.trim() !== (comment ?? '');
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {choices.map(({ score, label, icon }) => (
          <Button
            key={label}
            size="xs"
            variant={rating === score ? 'filled' : 'default'}
            aria-pressed={rating === score}
            leftSection={icon}
            disabled={fetching}
            onClick={() => void rate({ id, score, comment: typed })}
          >
            {label}
          </Button>
        ))}
      </Group>
      {rating !== null && (
        <>
          <Textarea
            size="xs"
            label="Why"
            placeholder="What was right or wrong"
            autosize
            maxLength={2_000}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          {isChanged && (
            <Button
              size="xs"
              loading={fetching}
              style={{ alignSelf: 'flex-end' }}
              onClick={() => void rate({ id, score: rating, comment: typed })}
            >
              Save
            </Button>
          )}
        </>
      )}
      <FailedChange error={error} />
    </Stack>
  );
}
