'use client';

/**
 * The page for a failure of the console's frame. It uses no styles and parts of the console, because these may be the
 * cause.
 */
export default function GlobalError({ error }: { error: Error }) {
  return (
    <html lang="en">
      <head>
        <title>The console failed · Penstock</title>
        <style>{styles}</style>
      </head>
      <body>
        <main>
          <h1>The console failed</h1>
          <p>{error.message || 'A part of this page could not be shown.'}</p>
          <button type="button" onClick={() => window.location.reload()}>
            Reload
          </button>
        </main>
      </body>
    </html>
  );
}

const styles = `
:root { color-scheme: light dark; }
body { margin: 0; background: light-dark(#f6f8f9, #0b1013); color: light-dark(#162025, #e2e9ec); }
main { max-width: 440px; margin: 18vh auto 0; padding: 24px; text-align: center; font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 6px; font-size: 16px; }
p { margin: 0 0 16px; color: light-dark(#5c6b74, #8897a0); overflow-wrap: anywhere; }
button { padding: 8px 16px; border: 1px solid light-dark(#d9e1e5, #28343b); border-radius: 8px;
  background: light-dark(#fff, #141c21); color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
`;
