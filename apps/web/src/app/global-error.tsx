'use client';

/** Stands for the whole page where its frame failed, without the console's styles. */
export default function GlobalError() {
  return (
    <html lang="en">
      <body style={{ fontFamily: 'sans-serif', padding: '20vh 24px', textAlign: 'center' }}>
        <title>Penstock</title>
        <h1 style={{ fontSize: 20 }}>The console failed</h1>
        <p>It may have been updated since you opened it. Reload the page to continue.</p>
        <button type="button" onClick={() => window.location.reload()}>
          Reload
        </button>
      </body>
    </html>
  );
}
