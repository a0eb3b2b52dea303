import '../theme/mantine-styles.ts';
import '../theme/global.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { earlyViewerScript } from '../features/access/early-viewer.ts';
import { Console } from '../features/shell/console.tsx';
import { nonceHeader } from '../security/content-security-policy.ts';
import { buildHeader } from '../server/build-header.ts';
import { icon } from '../server/icon.ts';

export const metadata: Metadata = {
  title: { default: 'Penstock', template: '%s · Penstock' },
  description: 'The console of the Penstock LLM gateway.',
  icons: { icon },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f8f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1013' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading headers makes the page dynamic, so each response has its own nonce.
  const given = await headers();
  const nonce = given.get(nonceHeader) ?? undefined;
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: earlyViewerScript() }} />
      </head>
      <body>
        <Console build={given.get(buildHeader)}>{children}</Console>
      </body>
    </html>
  );
}
