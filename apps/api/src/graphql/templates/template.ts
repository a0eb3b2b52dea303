import DataLoader from 'dataloader';
import type {
  TemplateMessage as MessageSource,
  TemplateContent,
  TemplateSummary,
  TemplateToolCall as ToolCallSource,
  TemplateVariable as VariableSource,
} from '../../templates/template.ts';
import { charactersOf } from '../../templates/template-cache.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { Role } from '../generation/message-input.ts';
import { VariableType } from './template-input.ts';

const TemplateToolCall = builder.objectRef<ToolCallSource>('TemplateToolCall').implement({
  description: 'A tool call in a message of a template.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id that a TOOL message refers to.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    arguments: t.exposeString('arguments', { description: 'The arguments as JSON text, without placeholders.' }),
  }),
});

const TemplateMessage = builder.objectRef<MessageSource>('TemplateMessage').implement({
  description: 'A message of a template.',
  fields: (t) => ({
    role: t.expose('role', { type: Role, description: 'The author.' }),
    content: t.exposeString('content', { description: 'The text, with placeholders such as `{{name}}`.' }),
    toolCallId: t.exposeID('toolCallId', {
      nullable: true,
      description: 'The id of the call that a TOOL message answers.',
    }),
    toolCalls: t.field({
      type: [TemplateToolCall],
      description: 'The calls of an ASSISTANT message.',
      resolve: ({ toolCalls }) => [...toolCalls],
    }),
  }),
});

const TemplateVariable = builder.objectRef<VariableSource>('TemplateVariable').implement({
  description: 'A variable of a template.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name in placeholders.' }),
    type: t.expose('type', { type: VariableType, description: 'The type of the value.' }),
    required: t.exposeBoolean('isRequired', {
      description: 'Whether each use must give a value, if there is no default.',
    }),
    default: t.field({
      type: 'JSON',
      nullable: true,
      description: 'The value for uses that give none; null for none.',
      resolve: (variable) => variable.default ?? null,
    }),
  }),
});

/** A version, with or without its content. */
type Source = TemplateSummary & Partial<TemplateContent>;

export const Template = builder.objectRef<Source>('Template').implement({
  description: 'One version of a prompt template: messages with placeholders. A version never changes.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the template, the same for all versions.' }),
    name: t.exposeString('name', { description: 'The name, unique in its workspace.' }),
    version: t.exposeInt('version', { description: 'The version, from 1. Each save makes a new one.' }),
    description: t.exposeString('description', { nullable: true, description: 'The purpose.' }),
    workspaceId: t.exposeID('workspaceId', { nullable: true, description: 'The workspace; null for all.' }),
    messages: t.field({
      type: [TemplateMessage],
      description: 'The messages, in order.',
      resolve: async (template, _args, context) => [...(await contentOf(template, context)).messages],
    }),
    variables: t.field({
      type: [TemplateVariable],
      description: 'The variables.',
      resolve: async (template, _args, context) => [...(await contentOf(template, context)).variables],
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The time at which this version was saved.' }),
    createdBy: t.exposeString('createdBy', { description: 'The name of the key or the person that saved it.' }),
  }),
});

builder.objectField(Template, 'versions', (t) =>
  t.field({
    type: [Template],
    extensions: withCost({ work: 100 }),
    description: 'The versions, newest first.',
    args: {
      first: t.arg.int({ required: true, defaultValue: 20, description: 'The number of versions, 1 to 100.' }),
    },
    resolve: async ({ id }, { first }, { services }) => [
      ...(await services.templates.listVersions(id, Math.min(100, Math.max(1, first)))),
    ],
  }),
);

/** The most versions whose content is read in one query. */
const mostAtOnce = 50;

const loaders = new WeakMap<GraphqlContext, DataLoader<Source, TemplateContent | null, string>>();

/** The content of a version. One operation reads the contents of many versions together, within its budget. */
async function contentOf(template: Source, context: GraphqlContext): Promise<TemplateContent> {
  const { messages, variables } = template;
  if (messages !== undefined && variables !== undefined) return { messages, variables };
  let loader = loaders.get(context);
  if (loader === undefined) {
    loader = new DataLoader((versions) => loadContents(versions, context), {
      maxBatchSize: mostAtOnce,
      cacheKeyFn: ({ id, version }) => `${id} ${version}`,
    });
    loaders.set(context, loader);
  }
  // The version was removed after it was listed.
  return (await loader.load(template)) ?? { messages: [], variables: [] };
}

async function loadContents(versions: readonly Source[], { services, content }: GraphqlContext) {
  const contents = await services.templates.readContents(versions);
  for (const one of contents) content?.take(charactersOf(one));
  return contents;
}
