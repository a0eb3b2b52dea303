import { type Icon, IconPlayerPlay, IconStack2 } from '@tabler/icons-react';

/** One entry of the navigation. */
export type Section = { href: string; label: string; icon: Icon };

/** The console's sections, in groups, as the navigation shows them. */
export const sectionGroups: readonly (readonly Section[])[] = [
  [
    { href: '/playground', label: 'Playground', icon: IconPlayerPlay },
    { href: '/models', label: 'Models', icon: IconStack2 },
  ],
];
