/** The icon as SVG. */
export const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="2" stroke-linecap="round">
<rect width="32" height="32" rx="8" fill="#0b7f98"/>
<path d="M7.5 7v9.5M24.5 7v9.5" stroke="#9cd5e1"/>
<path d="M16 5.5v4" stroke="#fff"/>
<rect x="10" y="8.5" width="12" height="7" rx="1.75" fill="#fff"/>
<path d="M6.5 20.5c2.4-1.7 4-1.7 6.3 0s4 1.7 6.4 0 4-1.7 6.3 0" stroke="#fff"/>
<path d="M9.7 25.3c1.7-1.2 2.8-1.2 4.4 0s2.8 1.2 4.5 0 2.2-1.1 3.7-.3" stroke="#9cd5e1"/>
</svg>`;

/**
 * The icon of the browser's tab, the drawing of apps/web/src/components/logo.tsx. It is within the page, so it needs no
 * request.
 */
export const icon = `data:image/svg+xml,${encodeURIComponent(drawing.replaceAll('\n', ''))}`;
