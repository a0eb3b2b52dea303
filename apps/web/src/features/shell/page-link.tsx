'use client';

import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { type ComponentProps, useMemo } from 'react';
import { withView } from './address.ts';

type PageLinkProps = Omit<ComponentProps<typeof Link>, 'href' | 'prefetch'> & { href: string };

/** A link to a page of the console. It keeps the time range and the workspace, and loads nothing before the click. */
export function PageLink({ href, ...props }: PageLinkProps) {
  return <Link {...props} href={withView(href, useSearchParams())} prefetch={false} />;
}

/** Opens a page of the console, like a click on a `PageLink`. */
export function useOpenPage(): (href: string) => void {
  const router = useRouter();
  return useMemo(() => (href) => router.push(withView(href, new URLSearchParams(window.location.search))), [router]);
}
