import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // The build folder also holds its packages of node_modules: `npm run build` copies both.
  output: 'standalone',
  // No page has images to scale.
  images: { unoptimized: true },
  outputFileTracingExcludes: { '*': ['../../node_modules/@img/**', '../../node_modules/sharp/**'] },
  reactStrictMode: true,
  // At the left it would cover the bottom of the navigation.
  devIndicators: { position: 'bottom-right' },
  // `npm run check` checks types. Next's own check needs the JavaScript API that TypeScript 7 has dropped.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // Styles are files, which browsers cache: inlined they were 160 kB of each load, compressed. Fewer and larger scripts
    // leave room for their requests.
    turbopackChunking: { maxChunkCountPerGroup: 16, minChunkSize: 100_000 },
    useTypeScriptCli: true,
    optimizePackageImports: ['@mantine/core', '@mantine/hooks'],
  },
  // From their sources, like types and tests: the built files are for publishing.
  turbopack: {
    resolveAlias: {
      '@penstock/client': '../../packages/client/src/index.ts',
      '@penstock/react': '../../packages/react/src/index.ts',
    },
  },
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'no-referrer' },
        { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
        { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
      ],
    },
  ],
};

export default config;
