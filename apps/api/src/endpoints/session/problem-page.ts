import type { ServerResponse } from 'node:http';

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100dvh;display:grid;place-items:center;background:#f6f8f9;color:#1b2226}
main{max-width:30rem;margin:24px;padding:24px;background:#fff;border:1px solid #dde3e7;border-radius:12px}
h1{font-size:1.15rem;margin:0 0 .5rem}p{margin:0 0 1rem;overflow-wrap:anywhere}a{color:#0c7f99}
@media(prefers-color-scheme:dark){body{background:#0b1013;color:#e6ecef}main{background:#12191d;border-color:#243037}a{color:#4cc0da}}`;

/** A page for a person whose sign-in failed, with a link to the sign-in. It runs no script. */
export function writeProblemPage(response: ServerResponse, status: number, problem: string): void {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign-in failed</title><style>${style}</style></head>
<body><main><h1>The sign-in failed</h1><p>${escapeHtml(problem)}</p><a href="/sign-in">Back to the sign-in</a></main></body></html>`;
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(body);
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
