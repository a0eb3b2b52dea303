import type { ApiLocation } from '../env.ts';

/** The API's address for the browser, without a trailing slash. */
export function apiAddress(location: ApiLocation, page: { protocol: string; hostname: string }): string {
  switch (location.type) {
    case 'address':
      return location.url;
    case 'same-host':
      return `${page.protocol}//${page.hostname}:${location.port}`;
    default:
      return location satisfies never;
  }
}
