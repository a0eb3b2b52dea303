/** The type of a variable's value. */
export const variableTypes = ['STRING', 'NUMBER', 'BOOLEAN', 'JSON'] as const;

export type VariableType = (typeof variableTypes)[number];

/** A value that a template takes. */
export type TemplateVariable = {
  /** Letters, digits and `_`; it does not begin with a digit. */
  name: string;
  type: VariableType;
  /** Whether each use must give a value. A variable with a default never must. */
  isRequired: boolean;
  /** Taken where a use gives none. Absent: none; then an optional variable inserts no text. */
  default?: unknown;
};

export type TemplateRole = 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL';

/** A tool call of an ASSISTANT message. `arguments`: JSON text, without placeholders. */
export type TemplateToolCall = { id: string; name: string; arguments: string };

/** One message of a template. */
export type TemplateMessage = {
  role: TemplateRole;
  /** Its text with placeholders, as `{{name}}`. Empty only for an ASSISTANT with calls, and for a TOOL. */
  content: string;
  /** The call that a TOOL message answers; null for the others. */
  toolCallId: string | null;
  /** Calls of an ASSISTANT message. */
  toolCalls: readonly TemplateToolCall[];
};

/** What the author of a template writes, and a version keeps. */
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
  /** Null: the latest. After the template was applied: the one that served. */
  version: number | null;
  /** Values by the names of variables. */
  variables: Readonly<Record<string, unknown>>;
};
