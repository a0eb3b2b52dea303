'use client';

import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { memo, useRef, useState } from 'react';
import classes from './conversation.module.css';
import { usePlaygroundState } from './playground-provider.tsx';
import { type InspectedLane, TurnView } from './turn-view.tsx';
import { Welcome } from './welcome.tsx';

type ConversationProps = { onInspect: (lane: InspectedLane) => void };

/**
 * The turns so far. The view stays at the end while an answer grows, unless the user has scrolled up. CSS does this:
 * the layout starts at the end, so no script measures it.
 */
export const Conversation = memo(function Conversation({ onInspect }: ConversationProps) {
  const turns = usePlaygroundState((state) => state.turns);
  const scroll = useRef<HTMLDivElement>(null);
  const [isAway, setIsAway] = useState(false);

  if (turns.length === 0) {
    return (
      <div className={classes.blank}>
        <Welcome />
      </div>
    );
  }
  return (
    <div className={classes.frame}>
      <div
        ref={scroll}
        className={classes.scroll}
        onScroll={({ currentTarget }) => setIsAway(currentTarget.scrollTop < -160)}
      >
        <VisuallyHidden component="h1">Playground</VisuallyHidden>
        <div className={classes.turns}>
          {turns.map((turn, index) => (
            <TurnView
              key={turn.id}
              turn={turn}
              number={index + 1}
              isLast={index === turns.length - 1}
              onInspect={onInspect}
            />
          ))}
        </div>
      </div>
      {isAway && (
        <ActionIcon
          className={classes.toEnd}
          variant="default"
          radius="xl"
          size="lg"
          aria-label="Go to the end"
          onClick={() => scroll.current?.scrollTo({ top: 0 })}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
      )}
    </div>
  );
});
