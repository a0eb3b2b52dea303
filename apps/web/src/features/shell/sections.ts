import {
  type Icon,
  IconActivity,
  IconChartBar,
  IconFileText,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconPlayerPlay,
  IconReceipt2,
  IconRoute,
  IconSettings,
  IconStack2,
} from '@tabler/icons-react';
import type { Permission } from '../access/use-viewer.ts';

/** One entry of the navigation. A viewer without its permission does not see it. */
export type Section = {
  href: string;
  label: string;
  icon: Icon;
  permission: Permission;
  /** The letter that opens it after `g`. */
  shortcut: string;
};

export type SectionGroup = { label: string; sections: readonly Section[] };

/** The console's sections, in the order of the navigation. */
export const sectionGroups: readonly SectionGroup[] = [
  {
    label: 'Observe',
    sections: [
      { href: '/', label: 'Overview', icon: IconLayoutDashboard, permission: 'READ', shortcut: 'o' },
      { href: '/generations', label: 'Generations', icon: IconListDetails, permission: 'READ', shortcut: 'g' },
      { href: '/usage', label: 'Usage', icon: IconChartBar, permission: 'READ', shortcut: 'u' },
      { href: '/health', label: 'Health', icon: IconActivity, permission: 'READ', shortcut: 'h' },
    ],
  },
  {
    label: 'Try',
    sections: [
      { href: '/playground', label: 'Playground', icon: IconPlayerPlay, permission: 'GENERATE', shortcut: 'p' },
      { href: '/models', label: 'Models', icon: IconStack2, permission: 'READ', shortcut: 'm' },
      { href: '/templates', label: 'Templates', icon: IconFileText, permission: 'READ', shortcut: 't' },
    ],
  },
  {
    label: 'Govern',
    sections: [
      { href: '/budgets', label: 'Budgets', icon: IconReceipt2, permission: 'READ', shortcut: 'b' },
      { href: '/policy', label: 'Policy', icon: IconRoute, permission: 'OPERATE', shortcut: 'r' },
      { href: '/keys', label: 'Workspaces & keys', icon: IconKey, permission: 'READ', shortcut: 'k' },
      { href: '/audit', label: 'Audit', icon: IconHistory, permission: 'ADMINISTER', shortcut: 'a' },
    ],
  },
];

/** The section at the bottom of the navigation. */
export const settingsSection: Section = {
  href: '/settings',
  label: 'Settings',
  icon: IconSettings,
  permission: 'READ',
  shortcut: 's',
};

/** All sections, in the order of the navigation. */
export const allSections: readonly Section[] = [...sectionGroups.flatMap(({ sections }) => sections), settingsSection];

/** Whether a path belongs to a section. The overview is only the path `/`. */
export function isInSection(path: string, { href }: Pick<Section, 'href'>): boolean {
  return path === href || (href !== '/' && path.startsWith(`${href}/`));
}
