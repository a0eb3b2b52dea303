/** An authenticated caller. */
export type Viewer = {
  role: 'ADMIN';
  /** The only workspace that it may use; null for all. */
  workspaceId: string | null;
  apiKeyId: string | null;
};
