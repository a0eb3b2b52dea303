export { type AdapterPool, type AdapterSource, createAdapterPool } from './adapter-pool.ts';
export { type DialectFactory, dialects, vendors } from './catalog.ts';
export type { Adapter, CallOptions } from './contract/adapter.ts';
export type { CallBilling } from './contract/call-billing.ts';
export { callerLeft, drainOnAbortMs } from './contract/caller-left.ts';
export type { Embeddings, EmbedRequest } from './contract/embedding.ts';
export { AuthenticationError, isAuthenticationError } from './contract/errors/authentication-error.ts';
export { BadRequestError, isBadRequestError } from './contract/errors/bad-request-error.ts';
export { ConnectionError, isConnectionError } from './contract/errors/connection-error.ts';
export { ContentFilterError, isContentFilterError } from './contract/errors/content-filter-error.ts';
export { ContextLengthError, isContextLengthError } from './contract/errors/context-length-error.ts';
export { createProviderError, providerErrorKinds } from './contract/errors/create-provider-error.ts';
export { InvalidResponseError, isInvalidResponseError } from './contract/errors/invalid-response-error.ts';
export { isModelNotFoundError, ModelNotFoundError } from './contract/errors/model-not-found-error.ts';
export { isOverloadedError, OverloadedError } from './contract/errors/overloaded-error.ts';
export { isPrefillRefusedError, PrefillRefusedError } from './contract/errors/prefill-refused-error.ts';
export { isProtocolError, ProtocolError } from './contract/errors/protocol-error.ts';
export {
  isProviderError,
  ProviderError,
  type ProviderErrorFacts,
  type ProviderErrorKind,
} from './contract/errors/provider-error.ts';
export {
  isProviderTimeoutError,
  ProviderTimeoutError,
  type TimeoutClock,
} from './contract/errors/provider-timeout-error.ts';
export { isQuotaExhaustedError, QuotaExhaustedError } from './contract/errors/quota-exhausted-error.ts';
export { isRateLimitError, RateLimitError } from './contract/errors/rate-limit-error.ts';
export { isServerError, ServerError } from './contract/errors/server-error.ts';
export { isStreamCutError, StreamCutError } from './contract/errors/stream-cut-error.ts';
export type { Finish, FinishReason } from './contract/finish-reason.ts';
export type { Logprobs, TokenLogprob } from './contract/logprobs.ts';
export type {
  AssistantMessage,
  AssistantPart,
  AudioPart,
  CacheBreakpoint,
  ContentPart,
  FilePart,
  FileSource,
  ImageDetail,
  ImagePart,
  ImageSource,
  Message,
  MessagePart,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolCall,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
} from './contract/message.ts';
export type {
  BatchedResult,
  BatchSubmission,
  BatchTerms,
  FoundBatch,
  LostSubmission,
  ProviderBatches,
  ProviderBatchState,
} from './contract/provider-batches.ts';
export {
  type ProviderOptions,
  unreadMembers,
  unreadOfAnthropic,
  unreadOfResponses,
} from './contract/provider-options.ts';
export type { ProviderSettings } from './contract/provider-settings.ts';
export { type ProviderState, sizeOfState } from './contract/provider-state.ts';
export type { ModelRequest, ModelTraits, ResponseFormat } from './contract/request.ts';
export {
  nearestEffort,
  type ReasoningEffort,
  type ReasoningSettings,
  type RequestSettings,
  reasoningEfforts,
  type SettingName,
} from './contract/settings.ts';
export type {
  FileEvent,
  FinishEvent,
  ReasoningDeltaEvent,
  ReasoningEndEvent,
  StartEvent,
  StreamEvent,
  TextDeltaEvent,
  TextEndEvent,
  ToolCallDeltaEvent,
  ToolCallEndEvent,
  ToolCallStartEvent,
} from './contract/stream-event.ts';
export {
  answerBuckets,
  answerTokens,
  noTokens,
  type PromptUsage,
  promptBuckets,
  promptTokens,
  promptUsageOf,
  type TokenBucket,
  type TokenUsage,
  tokenBuckets,
  totalTokens,
  usageOf,
} from './contract/token-usage.ts';
export type { CustomTool, NativeTool, Tool, ToolChoice } from './contract/tool.ts';
export { defaultUpstreamLimits, type UpstreamLimits } from './contract/upstream-limits.ts';
export type { DialectId, Vendor, VendorEnvironment } from './contract/vendor.ts';
export type { Warning } from './contract/warning.ts';
export { createDialectAdapter, createVendorAdapter } from './create-adapter.ts';
export { isPrivateAddress } from './fetch/private-addresses.ts';
export { type OutgoingProxies, openProxyAgent, proxyOf, readProxies } from './http/outgoing-proxy.ts';
export { endOfJsonString } from './json/end-of-json-string.ts';
export { customArguments, customInput, customNames, customTool, isCustomTool } from './messages/custom-tool.ts';
export { textOfMessage } from './messages/message-texts.ts';
export { nativeBlockOf, nativePart } from './messages/native-blocks.ts';
export { toArgumentsObject } from './messages/to-function.ts';
export { AnswerParts, type PartEvent, refusalOf } from './stream/answer-parts.ts';
export { checkEventOrder } from './stream/check-event-order.ts';
export { type Answer, collectStream } from './stream/collect-stream.ts';
export { GrowingText } from './stream/growing-text.ts';
export { HeldLogprobs } from './stream/held-logprobs.ts';
export { type OnError, type OnResult, type PullIterator, pullNext, readEach } from './stream/pull.ts';
