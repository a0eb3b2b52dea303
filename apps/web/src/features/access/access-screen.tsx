import type { ReactNode } from 'react';
import { Logo } from '../../components/logo.tsx';
import classes from './access-screen.module.css';

/** The frame of all screens before the console: the brand above a card. */
export function AccessScreen({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <main className={classes.screen}>
      <div className={classes.column}>
        <div className={classes.brand}>
          <Logo size={36} />
          <span className={classes.name}>Penstock</span>
        </div>
        <div className={classes.card}>{children}</div>
        {foot && <div className={classes.foot}>{foot}</div>}
      </div>
    </main>
  );
}

/** Shown until the sign-in state is known. */
export function Splash() {
  return (
    <div className={classes.splash} aria-busy="true">
      <Logo size={44} />
    </div>
  );
}
