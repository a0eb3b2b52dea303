import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '../theme/global.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { readEnvironment } from '../env.ts';
import { Console } from '../features/shell/console.tsx';

export const metadata: Metadata = {
  title: { default: 'Penstock', template: '%s · Penstock' },
  description: 'The console of the Penstock LLM gateway.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f8f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1013' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // The environment is read per request, not once for all at build time.
  await connection();
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Console api={readEnvironment().api}>{children}</Console>
      </body>
    </html>
  );
}
