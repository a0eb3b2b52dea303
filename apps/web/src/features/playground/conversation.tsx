'use client';

import { memo, useLayoutEffect, useRef } from 'react';
import classes from './conversation.module.css';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import { hasEnded } from './run-state.ts';
import { TurnView } from './turn-view.tsx';
import { Welcome } from './welcome.tsx';

type ConversationProps = { onInspect: (turnId: string) => void };

/** The turns so far. It scrolls with a streaming answer, unless the user has scrolled up. */
export const Conversation = memo(function Conversation({ onInspect }: ConversationProps) {
  const playground = usePlayground();
  const turns = usePlaygroundState((state) => state.turns);
  const scroll = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);

  useLayoutEffect(() => {
    if (isAtEnd.current) scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [turns]);

  const last = turns.at(-1);
  return (
    <div
      ref={scroll}
      className={classes.scroll}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {turns.length === 0 ? (
        <Welcome />
      ) : (
        <div className={classes.turns}>
          {turns.map((turn) => (
            <TurnView
              key={turn.id}
              turn={turn}
              onInspect={onInspect}
              onRepeat={turn === last && hasEnded(turn.run) ? playground.repeat : null}
            />
          ))}
        </div>
      )}
    </div>
  );
});
