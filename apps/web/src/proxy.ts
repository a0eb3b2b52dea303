import { type NextRequest, NextResponse } from 'next/server';
import { isDevelopment, readEnvironment } from './env.ts';
import { contentSecurityPolicy, fillPolicy, nonceHeader } from './security/content-security-policy.ts';

/** Adds the security headers to each page. Next adds the nonce to its scripts when the request's policy has one. */
export function proxy(request: NextRequest): NextResponse {
  const { hstsSeconds, contentSecurityPolicy: given } = readEnvironment();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const { host } = request.nextUrl;
  const policy =
    given === null
      ? contentSecurityPolicy({ nonce, host: request.headers.get('host') ?? host, isDevelopment: isDevelopment() })
      : fillPolicy(given, nonce);
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  if (hstsSeconds > 0) response.headers.set('strict-transport-security', `max-age=${hstsSeconds}`);
  return response;
}

/** Pages, but not their files. */
export const config = { matcher: '/((?!_next/static|_next/image).*)' };
