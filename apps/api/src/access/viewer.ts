/** Who is asking. */
export type Viewer = {
  role: 'ADMIN';
  /** The one workspace that it may act in; null for all. */
  workspaceId: string | null;
  apiKeyId: string | null;
};
