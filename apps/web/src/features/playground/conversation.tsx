'use client';

import { memo, useLayoutEffect, useRef } from 'react';
import classes from './conversation.module.css';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import { isOver } from './run-state.ts';
import { TurnView } from './turn-view.tsx';
import { Welcome } from './welcome.tsx';

type ConversationProps = { onInspect: (turnId: string) => void };

/** The turns so far; it stays at its end while an answer streams in, unless somebody scrolled up to read. */
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
              onRepeat={turn === last && isOver(turn.run) ? playground.repeat : null}
            />
          ))}
        </div>
      )}
    </div>
  );
});
