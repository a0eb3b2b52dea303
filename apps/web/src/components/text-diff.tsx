'use client';

import { Skeleton, Text } from '@mantine/core';
import dynamic from 'next/dynamic';

const View = dynamic(() => import('./text-diff-view.tsx').then(({ TextDiffView }) => TextDiffView), {
  ssr: false,
  loading: () => <Skeleton height={120} />,
});

type TextDiffProps = { before: string; after: string; label: string };

/** The difference between two texts, or a sentence when they are equal. */
export function TextDiff(props: TextDiffProps) {
  if (props.before === props.after) {
    return (
      <Text size="sm" c="dimmed">
        The texts are the same.
      </Text>
    );
  }
  return <View {...props} />;
}
