import type { ReactNode } from 'react';
import classes from './page.module.css';

/** The margins of a screen that scrolls as a whole. */
export function Page({ children }: { children: ReactNode }) {
  return <main className={classes.page}>{children}</main>;
}

type PageHeaderProps = { title: ReactNode; text?: ReactNode; children?: ReactNode };

/** The title of a screen, with its actions at the right. */
export function PageHeader({ title, text, children }: PageHeaderProps) {
  return (
    <header className={classes.header}>
      <div>
        <h1 className={classes.title}>{title}</h1>
        {text && <div className={classes.text}>{text}</div>}
      </div>
      {children}
    </header>
  );
}
