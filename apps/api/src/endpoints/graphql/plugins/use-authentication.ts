import type { Plugin } from 'graphql-yoga';
import type { Access } from '../../../access/access.ts';
import type { HttpContext } from '../graphql-http.ts';

/** Refuses whoever brings no valid key, before the body is read. */
export function useAuthentication(access: Access): Plugin<object, HttpContext> {
  return {
    onRequestParse({ request, serverContext, endResponse, fetchAPI }) {
      const authorization = request.headers.get('authorization');
      const viewer = access.authenticate(authorization);
      if (viewer !== null) {
        serverContext.viewer = viewer;
        return;
      }
      endResponse(
        new fetchAPI.Response(JSON.stringify({ errors: [refusal(authorization)] }), {
          status: 401,
          headers: { 'content-type': 'application/json; charset=utf-8', 'www-authenticate': 'Bearer realm="penstock"' },
        }),
      );
    },
  };
}

function refusal(authorization: string | null): object {
  const message =
    authorization === null
      ? 'A key is missing: send it as the header Authorization: Bearer KEY.'
      : 'The key in the Authorization header is not valid here; it must read Bearer KEY.';
  return { message, extensions: { code: 'UNAUTHENTICATED' } };
}
