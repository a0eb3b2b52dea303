/** The type of a variable's value. */
export const variableTypes = ['STRING', 'NUMBER', 'BOOLEAN', 'JSON'] as const;

export type VariableType = (typeof variableTypes)[number];

/** A variable of a template. */
export type TemplateVariable = {
  /** Letters, digits and `_`; it does not begin with a digit. */
  name: string;
  type: VariableType;
  /** Whether each use must give a value. Never true with a default. */
  isRequired: boolean;
  /** The value for uses that give none. Absent: none; then an optional variable inserts no text. */
  default?: unknown;
};

export type TemplateRole = 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL';

/** A tool call of an ASSISTANT message. `arguments`: JSON text, without placeholders. */
export type TemplateToolCall = { id: string; name: string; arguments: string };

/** One message of a template. */
export type TemplateMessage = {
  role: TemplateRole;
  /** Its text with placeholders such as `{{name}}`. Empty only for an ASSISTANT with calls, and for a TOOL. */
  content: string;
  /** The id of the call that a TOOL message answers; null for other roles. */
  toolCallId: string | null;
  /** Calls of an ASSISTANT message. */
  toolCalls: readonly TemplateToolCall[];
};

/** The content of a version, as its author wrote it. */
export type TemplateContent = { messages: readonly TemplateMessage[]; variables: readonly TemplateVariable[] };

/** A version of a template without its content, for lists. */
export type TemplateSummary = {
  /** UUID, the same for all versions. */
  id: string;
  /** Null: for all workspaces. */
  workspaceId: string | null;
  name: string;
  /** From 1. A version never changes. */
  version: number;
  description: string | null;
  createdAt: Date;
  /** The name of the key or the person that saved it. */
  createdBy: string;
};

/** A version of a template. */
export type Template = TemplateSummary & TemplateContent;

/** A template to save. */
export type TemplateDraft = Pick<Template, 'workspaceId' | 'name' | 'description'> & TemplateContent;

/** The use of a template by a request. */
export type TemplateUse = {
  name: string;
  /** Null: the latest. After the template was applied: the version that was used. */
  version: number | null;
  /** Values by the names of variables. */
  variables: Readonly<Record<string, unknown>>;
};
