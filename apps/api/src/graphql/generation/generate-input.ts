import { mostRows } from '../../batches/batch.ts';
import { builder } from '../builder.ts';
import { takesLongLists, takesLongText } from '../execution/input-bounds.ts';
import { CostPreference, Strategy } from '../planning/strategy.ts';
import { TemplateUse } from '../templates/template-use.ts';
import { MessageInput } from './message-input.ts';
import { PromptCacheInput } from './prompt-cache-input.ts';
import { ReasoningInput } from './reasoning-input.ts';
import { CacheMode } from './response-cache.ts';
import { ResponseFormatInput } from './response-format-input.ts';
import { ToolInput } from './tool-input.ts';

export const GenerateInput = builder.inputType('GenerateInput', {
  extensions: takesLongLists(mostRows),
  description:
    'The request, and the choice of the model. Give either `prompt` or `messages`; neither is needed with a `template`.',
  fields: (t) => ({
    prompt: t.string({
      description: 'The prompt, as a single user message.',
      extensions: takesLongText,
    }),
    messages: t.field({ type: [MessageInput], description: 'A conversation, oldest first.' }),
    template: t.field({
      type: TemplateUse,
      description: 'A template whose messages come before the prompt or the messages.',
    }),
    model: t.id({ description: 'The model to try first, by id or name alone. Default: the strategy chooses.' }),
    provider: t.id({ description: 'Only models of this provider.' }),
    preferredModel: t.id({ description: 'A model to put first if it is eligible.' }),
    preferredProvider: t.id({ description: 'A provider whose eligible models are put first.' }),
    strategy: t.field({
      type: Strategy,
      description: 'The strategy that orders the candidates. Default: that of the policy.',
    }),
    chain: t.string({ description: 'A named chain, whose models are tried in its order.' }),
    fallbackModels: t.idList({ description: 'Models to try after `model`, in this order.' }),
    enableFallback: t.boolean({
      defaultValue: true,
      description: 'Whether other models may follow the first. False: one candidate only.',
    }),
    taskType: t.string({
      description: 'The task type, for example `code_generation`; the policy may prefer models for it.',
    }),
    requiredCapabilities: t.stringList({ description: 'Capabilities that the model must have, for example `vision`.' }),
    costPreference: t.field({
      type: CostPreference,
      description: 'The weight of the cost in the choice. Default MEDIUM.',
    }),
    maxLatencyMs: t.int({
      description: 'Excludes models with a longer expected time to the complete answer. Milliseconds.',
    }),
    costLimitUsd: t.field({ type: 'Decimal', description: 'The most that the generation may cost, US dollars.' }),
    budgetRemainingUsd: t.field({
      type: 'Decimal',
      description:
        'The remaining budget of the caller, US dollars. Models that may cost more are excluded from the plan, and all attempts together stay within it.',
    }),
    temperature: t.float({ description: 'The temperature, 0 to 2. Default: that of the model.' }),
    topP: t.float({ description: 'The nucleus sampling probability, above 0, at most 1. Default: that of the model.' }),
    maxTokens: t.int({ description: 'The most tokens of the answer. Default: the limit of the model.' }),
    stop: t.stringList({ description: 'Texts that end the answer; at most 16.' }),
    seed: t.int({ description: 'A seed for repeatable answers, if the model supports it.' }),
    tools: t.field({ type: [ToolInput], description: 'Functions that the model may call; at most 128.' }),
    toolChoice: t.string({ description: "`auto`, `none`, `required`, or a tool's name." }),
    reasoning: t.field({ type: ReasoningInput, description: 'The amount of reasoning before the answer.' }),
    parallelToolCalls: t.boolean({ description: 'Whether an answer may have several tool calls. False: at most one.' }),
    topK: t.int({ description: 'The number of most probable tokens to choose from.' }),
    frequencyPenalty: t.float({ description: '-2 to 2. Above 0, frequent tokens become less likely.' }),
    presencePenalty: t.float({ description: '-2 to 2. Above 0, tokens that occurred once become less likely.' }),
    logitBias: t.field({
      type: 'JSON',
      description: 'A bias of -100 to 100 for each token id, for example `{ "50256": -100 }`.',
    }),
    serviceTier: t.string({
      description: "The service tier in the provider's terms, for example `flex` or `priority`.",
    }),
    verbosity: t.string({ description: "The length of answers in the provider's terms, for example `low`." }),
    responseFormat: t.field({
      type: ResponseFormatInput,
      description: 'The required format of the answer. Default TEXT.',
    }),
    promptCache: t.field({
      type: PromptCacheInput,
      description: 'The caching of the prompt, for providers that need instructions. Default AUTO.',
    }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, for example `{ "openai": { … }, "ollama": { "num_ctx": 32768 } }`. They are sent unchanged to that provider in the body of the call. Members that the request itself sets (model, conversation, output limit, streaming) are left out. At most 65,536 characters as JSON.',
    }),
    cache: t.field({
      type: CacheMode,
      description:
        'The use of the response cache. An identical call gets the cached answer at no cost. Default: the setting of the policy for the task type, which is OFF by default.',
    }),
    workspaceId: t.id({ description: 'The workspace of the generation.' }),
    executionId: t.string({
      description: 'Your id of the execution that this belongs to; at most 200 characters.',
    }),
    endUser: t.string({
      description: 'Your name of the end user, for usage; at most 200 characters.',
    }),
    session: t.id({
      description: 'Your name of the conversation or run that this belongs to; at most 200 characters.',
    }),
    tags: t.stringList({ description: 'Your tags, for usage; at most 20, of 100 characters each.' }),
    metadata: t.field({ type: 'JSON', description: 'Any data to store with the generation; at most 16 kB as JSON.' }),
    store: t.boolean({
      defaultValue: true,
      description: 'False: neither content nor `metadata` is stored. True: the policy decides.',
    }),
    clientId: t.id({
      description:
        'A unique name of your choice for this request, at most 200 characters. If you send it again within a day, no new generation starts. You attach to the existing one, from its first event. Deltas are merged, and `GenerationStarted` is sent again: clear the text there. Another input under the same name is CONFLICT.',
    }),
    after: t.int({
      description:
        'Only with `clientId`: the last event number that you have. Later events follow. If no generation exists, none is started.',
    }),
    detached: t.boolean({
      description: 'Whether it continues without readers. Default false; `startGeneration` is always detached.',
    }),
  }),
});
