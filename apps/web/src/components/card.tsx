import type { ReactNode } from 'react';
import classes from './card.module.css';

type CardProps = { title: string; aside?: ReactNode; children: ReactNode };

/** A titled surface. */
export function Card({ title, aside, children }: CardProps) {
  return (
    <section className={classes.card} aria-label={title}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {aside}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
