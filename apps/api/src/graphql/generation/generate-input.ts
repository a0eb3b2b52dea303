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
    'What to generate, and how to choose the model. One of `prompt` and `messages`; with a `template`, neither is needed.',
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
    model: t.id({ description: 'The model to use first, by id or bare name; without it the strategy chooses.' }),
    provider: t.id({ description: "Only this provider's models." }),
    preferredModel: t.id({ description: 'Put first where it is eligible.' }),
    preferredProvider: t.id({ description: 'Its models are put first where they are eligible.' }),
    strategy: t.field({
      type: Strategy,
      description: "How to order the candidates; the policy's default when left out.",
    }),
    chain: t.string({ description: 'A named chain: its models in its order.' }),
    fallbackModels: t.idList({ description: 'Tried in this order after `model`.' }),
    enableFallback: t.boolean({ defaultValue: true, description: 'False: one candidate only.' }),
    taskType: t.string({ description: 'The kind of task, as `code_generation`; the policy may prefer models for it.' }),
    requiredCapabilities: t.stringList({ description: 'Capabilities that the model must have, as `vision`.' }),
    costPreference: t.field({ type: CostPreference, description: 'How much money may weigh. Default MEDIUM.' }),
    maxLatencyMs: t.int({
      description: 'Leaves out models that are expected to take longer for the whole answer. Milliseconds.',
    }),
    costLimitUsd: t.field({ type: 'Decimal', description: 'The most that this may cost, US dollars.' }),
    budgetRemainingUsd: t.field({
      type: 'Decimal',
      description:
        'The remaining budget of the caller, US dollars. Models that may cost more are left out of the plan, and all attempts together stay within it.',
    }),
    temperature: t.float({ description: "0 to 2; the model's default when left out." }),
    topP: t.float({ description: "Above 0, to 1; the model's default when left out." }),
    maxTokens: t.int({ description: "The most tokens to answer with; the model's limit when left out." }),
    stop: t.stringList({ description: 'Texts that end the answer; at most 16.' }),
    seed: t.int({ description: 'For repeatable answers, where the model supports it.' }),
    tools: t.field({ type: [ToolInput], description: 'Functions that the model may call; at most 128.' }),
    toolChoice: t.string({ description: "`auto`, `none`, `required`, or a tool's name." }),
    reasoning: t.field({ type: ReasoningInput, description: 'How much to reason before the answer.' }),
    parallelToolCalls: t.boolean({ description: 'False: at most one tool call in an answer.' }),
    topK: t.int({ description: 'Only the so many most probable tokens are considered.' }),
    frequencyPenalty: t.float({ description: '-2 to 2; above 0, tokens that came often come less often.' }),
    presencePenalty: t.float({ description: '-2 to 2; above 0, tokens that came once come less often.' }),
    logitBias: t.field({ type: 'JSON', description: '-100 to 100 by the token\'s id, as `{ "50256": -100 }`.' }),
    serviceTier: t.string({ description: "The provider's word for the tier, as `flex` or `priority`." }),
    verbosity: t.string({ description: "The provider's word for how long answers are, as `low`." }),
    responseFormat: t.field({
      type: ResponseFormatInput,
      description: 'The form that the answer must have. Default TEXT.',
    }),
    promptCache: t.field({
      type: PromptCacheInput,
      description: 'How the prompt is cached, for providers that need to be told. Default AUTO.',
    }),
    providerOptions: t.field({
      type: 'JSON',
      description:
        'Members for one provider, by its id or its dialect, as `{ "openai": { … }, "ollama": { "num_ctx": 32768 } }`: they go to that provider unchanged, in the body of the call. Members that the request itself sets (model, conversation, output limit, streaming) are left out. At most 65,536 characters as JSON.',
    }),
    cache: t.field({
      type: CacheMode,
      description:
        'How the response cache is used: the same call again, word for word, gets the same answer at no cost. As the policy says for the task type when left out, which is OFF by default.',
    }),
    workspaceId: t.id({ description: 'The workspace that this belongs to.' }),
    executionId: t.string({
      description: "The caller's own id of the run that this belongs to; at most 200 characters.",
    }),
    endUser: t.string({
      description: 'Your own name of the person that you ask for, for usage; at most 200 characters.',
    }),
    session: t.id({
      description: 'Your own name of the conversation or run that this belongs to; at most 200 characters.',
    }),
    tags: t.stringList({ description: 'Your own words for it, for usage; at most 20, of 100 characters each.' }),
    metadata: t.field({ type: 'JSON', description: 'Anything to keep with the generation; at most 16 kB as JSON.' }),
    store: t.boolean({
      defaultValue: true,
      description: 'False: neither content nor `metadata` is stored. True: as the policy says.',
    }),
    clientId: t.id({
      description:
        'Your own name of this request, unique among yours; at most 200 characters. Sent again within a day, it starts nothing: it attaches to the generation that it started, from its first event. Deltas are merged, and `GenerationStarted` comes again: begin the text anew there. Another input under the same name is CONFLICT.',
    }),
    after: t.int({
      description:
        'With `clientId`: the last number that the reader has. The events after it follow, and nothing is started where nothing was.',
    }),
    detached: t.boolean({
      description: 'Continues without readers. Default false; `startGeneration` is always detached.',
    }),
  }),
});
