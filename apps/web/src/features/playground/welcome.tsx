'use client';

import { UnstyledButton } from '@mantine/core';
import { Logo } from '../../components/logo.tsx';
import { usePlayground } from './playground-provider.tsx';
import classes from './welcome.module.css';

const examples = [
  'Explain how a hydroelectric penstock works, in five sentences.',
  'Write a TypeScript function that groups a list by a key, with a test.',
  'Compare PostgreSQL and SQLite for a small team, as a table.',
];

/** Shown before the first turn. */
export function Welcome() {
  const playground = usePlayground();
  return (
    <div className={classes.welcome}>
      <Logo size={44} />
      <h1 className={classes.title}>What should the models answer?</h1>
      <p className={classes.text}>
        Every prompt shows its plan and price before you send it, and each attempt as it happens.
      </p>
      <div className={classes.examples}>
        {examples.map((example) => (
          <UnstyledButton key={example} className={classes.example} onClick={() => playground.write(example)}>
            {example}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
