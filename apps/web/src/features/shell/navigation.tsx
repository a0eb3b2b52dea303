'use client';

import { usePathname } from 'next/navigation';
import { useViewer } from '../access/use-viewer.ts';
import { PageLink } from './page-link.tsx';
import { SectionBadge, useSectionCounts } from './section-badges.tsx';
import { isInSection, type Section, sectionGroups, settingsSection } from './sections.ts';
import classes from './shell.module.css';

/** The links to the sections that the viewer may see, with the number of problems of each. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { can } = useViewer();
  const counts = useSectionCounts();
  const link = (section: Section) => (
    <SectionLink key={section.href} section={section} count={counts[section.href] ?? 0} onNavigate={onNavigate} />
  );
  return (
    <nav className={classes.navigation} aria-label="Sections">
      {sectionGroups.map(({ label, sections }) => {
        const visible = sections.filter(({ permission }) => can(permission));
        if (visible.length === 0) return null;
        return (
          <div key={label} className={classes.group}>
            <div className={classes.groupLabel}>{label}</div>
            <ul className={classes.links} aria-label={label}>
              {visible.map(link)}
            </ul>
          </div>
        );
      })}
      <ul className={`${classes.links} ${classes.last}`} aria-label="Console">
        {link(settingsSection)}
      </ul>
    </nav>
  );
}

type SectionLinkProps = { section: Section; count: number; onNavigate: (() => void) | undefined };

function SectionLink({ section, count, onNavigate }: SectionLinkProps) {
  const path = usePathname();
  const { href, label, icon: SectionIcon } = section;
  return (
    <li>
      <PageLink
        href={href}
        className={classes.link}
        aria-current={isInSection(path, section) ? 'page' : undefined}
        onClick={onNavigate}
      >
        <SectionIcon size={17} stroke={1.7} />
        {label}
        {count > 0 && <SectionBadge count={count} />}
      </PageLink>
    </li>
  );
}
