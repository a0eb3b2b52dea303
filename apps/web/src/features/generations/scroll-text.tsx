import classes from './detail.module.css';

/** Text of any length in a frame that scrolls. `label`: a description for screen readers. */
export function ScrollText({ label, isCode, children }: { label: string; isCode?: boolean; children: string }) {
  return (
    <section
      className={classes.text}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      aria-label={label}
      data-code={isCode || undefined}
      dir={isCode ? undefined : 'auto'}
    >
      {children}
    </section>
  );
}
