import { without, withoutMember } from '../forms/choose-weaker-form.ts';
import { openAiJsonSteps } from '../forms/json-steps.ts';
import { contentAsText, systemAsUser, withoutInnerMembers } from '../forms/message-steps.ts';
import { stopCutHere } from '../forms/stop-step.ts';
import { unstreamed } from '../forms/unstreamed.ts';
import type { Forms, WeakerForm } from '../forms/weaker-form.ts';
import { readList, readObject } from '../json/read-json-value.ts';

/** Usage is then counted, where the server does not send it unasked. */
export const withoutStreamOptions: WeakerForm = {
  ...withoutMember('stream_options', null, ['include_usage']),
  warning: null,
};

function outputLimitAs(name: string, other: string): WeakerForm {
  return {
    id: `output limit as ${name}`,
    names: [other],
    weaken: (call) => {
      const rest = without(call.body, other);
      return rest === null || rest[name] !== undefined
        ? null
        : { ...call, body: { ...rest, [name]: call.body[other] } };
    },
    warning: null,
  };
}

const toolChoiceAuto: WeakerForm = {
  id: 'tool choice auto',
  names: ['tool_choice'],
  words: /tool[_ ]choice/i,
  weaken: (call) => {
    const choice = call.body.tool_choice;
    if (choice === undefined || choice === 'auto' || choice === 'none') return null;
    return { ...call, body: { ...call.body, tool_choice: 'auto' } };
  },
  warning: { path: 'toolChoice', action: 'converted', instead: 'the model was left to choose' },
};

const toolWords =
  /(?:not|n't) support (?:the )?(?:use of )?(?:tools?|functions?)\b|support tool use|tools? (?:use )?(?:is|are) not|--jinja|function[- ]calling is not|tool[- ]calling is not|enable-auto-tool-choice/i;

/** Only where the model may choose, and where no call stands in the conversation yet. */
const withoutTools: WeakerForm = {
  id: 'without tools',
  names: ['tools', 'functions'],
  words: toolWords,
  isExact: true,
  weaken: (call) => {
    const { tools, tool_choice, parallel_tool_calls: _, ...body } = call.body;
    const isForced = tool_choice !== undefined && tool_choice !== 'auto' && tool_choice !== 'none';
    const hasCalls = readList(body.messages).some((message) => readObject(message)?.tool_calls !== undefined);
    return tools === undefined || isForced || hasCalls ? null : { ...call, body };
  },
  warning: { path: 'tools', action: 'dropped', instead: 'the model answers without tools' },
};

/** The weaker forms of OpenAI's protocol. Any other member that a refusal names is left out. */
export const openAiForms: Forms = {
  steps: [
    withoutStreamOptions,
    unstreamed,
    ...withoutInnerMembers,
    ...openAiJsonSteps,
    outputLimitAs('max_completion_tokens', 'max_tokens'),
    outputLimitAs('max_tokens', 'max_completion_tokens'),
    stopCutHere('stop'),
    withoutMember('parallel_tool_calls', null, ['parallel_tool_call']),
    toolChoiceAuto,
    withoutMember('tool_choice'),
    withoutTools,
    contentAsText,
    systemAsUser,
  ],
  essential: new Set([
    'model',
    'messages',
    'stream',
    'tools',
    'max_tokens',
    'max_completion_tokens',
    'response_format',
  ]),
  envelopes: ['chat_template_kwargs'],
};
