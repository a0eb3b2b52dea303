import { IconChevronLeft } from '@tabler/icons-react';
import classes from './back-link.module.css';
import { PageLink } from './page-link.tsx';

/** A link from a detail page to its list, above the title. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <PageLink href={href} className={classes.back}>
      <IconChevronLeft size={15} aria-hidden /> {label}
    </PageLink>
  );
}
