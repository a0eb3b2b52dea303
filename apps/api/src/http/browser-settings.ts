/** Origins whose pages may call: a list, or `*` for any. */
export type AllowedOrigins = '*' | readonly string[];

/** The API's settings for browsers. */
export type BrowserSettings = {
  /** Whether `GET /graphql` shows GraphiQL to a browser. */
  hasGraphiql: boolean;
  /** Origins whose pages may call. A page on the API's own host always may. */
  allowedOrigins: AllowedOrigins;
  /** The origin at which browsers reach the console and the API behind it. Null: the host in the request. */
  publicOrigin: string | null;
  /** `max-age` of `Strict-Transport-Security`; 0 leaves the header out. */
  hstsSeconds: number;
  /**
   * Replaces the content security policy of GraphiQL's page; `{script}` is replaced with the source of its script.
   * Null: the default policy.
   */
  contentSecurityPolicy: string | null;
};

export const defaultBrowserSettings: BrowserSettings = {
  hasGraphiql: true,
  allowedOrigins: '*',
  publicOrigin: null,
  hstsSeconds: 0,
  contentSecurityPolicy: null,
};
