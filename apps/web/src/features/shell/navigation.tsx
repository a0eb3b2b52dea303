'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { sectionGroups } from './sections.ts';
import classes from './shell.module.css';

/** The links to the console's sections. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const path = usePathname();
  return (
    <nav className={classes.navigation} aria-label="Sections">
      {sectionGroups.map((group) => (
        <ul key={group[0]?.href} className={classes.group}>
          {group.map(({ href, label, icon: SectionIcon }) => {
            const isCurrent = path === href || path.startsWith(`${href}/`);
            return (
              <li key={href}>
                <Link
                  href={href}
                  className={classes.link}
                  aria-current={isCurrent ? 'page' : undefined}
                  onClick={onNavigate}
                >
                  <SectionIcon size={17} stroke={1.7} />
                  {label}
                </Link>
              </li>
            );
          })}
        </ul>
      ))}
    </nav>
  );
}
