import { expect, it } from 'vitest';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import { errorFromEvent, errorFromFailure, isErrorEvent } from './error-from-document.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

/** As users of each vendor reported them: kind, status, the stated wait (milliseconds), vendor, body. */
const reports = String.raw`
context-length 400 - sglang {"object": "error", "message": "The input (180283 tokens) is longer than the model's context length (131072 tokens).", "type": "BadRequestError", "code": 400}
context-length 400 - mistral {"object": "error", "message": "Prompt contains 65673 tokens and 0 draft tokens, too large for model with 32768 maximum context length", "type": "invalid_request_prompt", "code": "3051"}
context-length 400 - perplexity {"error": {"message": "The total length of all messages is too long.", "type": "invalid_request", "code": 400}}
context-length 400 - gateway-type {"error": {"type": "context_window_exceeded", "code": 400, "message": "[错误码 400 · 请求超出模型上下文限制]"}}
context-length 400 - llama.cpp {"error": {"code": 400, "message": "the request exceeds the available context size, try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 1, "n_ctx": 2}}
context-length 400 - lmstudio {"error": "Trying to keep the first 6742 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough."}
context-length 400 - bedrock {"message": "Input is too long for requested model."}
context-length 400 - bedrock2 {"message": "input length and 'max_tokens' exceed context limit: 199900 + 20000 > 200000, decrease input length or 'max_tokens' and try again"}
context-length 400 - copilot {"error": {"message": "prompt token count of 70000 exceeds the limit of 64000", "code": "model_max_prompt_tokens_exceeded"}}
context-length 400 - cohere {"message": "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 8000. Try using a shorter prompt"}
context-length 400 - kimi {"error": {"message": "Invalid request: Your request exceeded model token limit: 131072", "type": "invalid_request_error"}}
context-length 400 - zhipu {"error": {"code": "1261", "message": "Prompt 超长"}}
context-length 400 - zhipu-en {"error": {"code": "1261", "message": "Prompt exceeds max length"}}
context-length 400 - minimax {"type": "error", "error": {"type": "bad_request_error", "message": "invalid params, context window exceeds limit (2013)"}}
context-length 400 - fireworks {"error": {"object": "error", "type": "invalid_request_error", "message": "The prompt is too long: 138000, model maximum context length: 131071"}}
context-length 400 - cf-workers {"errors": [{"message": "AiError: AiError: The estimated number of input and maximum output tokens (30000) exceeded this model context window limit (24000).", "code": 5021}], "success": false, "result": {}, "messages": []}
context-length 413 - github-models {"error": {"code": "tokens_limit_reached", "message": "Request body too large for gpt-4o model. Max size: 8000 tokens.", "details": "..."}}
context-length 400 - trtllm {"detail": "The prompt length 5000 exceeds maximum input length 4096"}
quota-exhausted 400 - anthropic-limit {"type": "error", "error": {"type": "invalid_request_error", "message": "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."}}
quota-exhausted 429 - anthropic-extra-usage {"type": "error", "error": {"type": "rate_limit_error", "message": "Extra usage is required for long context requests."}}
quota-exhausted 429 - moonshot {"error": {"message": "Your account org-x is suspended due to insufficient balance, please recharge your account or check your plan and billing details", "type": "exceeded_current_quota_error"}}
quota-exhausted 400 - dashscope-arrears {"error": {"message": "Access denied, please make sure your account is in good standing.", "type": "Arrearage", "code": "Arrearage"}}
quota-exhausted 403 - dashscope-free {"error": {"code": "AllocationQuota.FreeTierOnly", "message": "The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, please disable the \"use free tier only\" mode"}}
quota-exhausted 429 - zhipu-1113 {"error": {"code": "1113", "message": "您的账户已欠费，请充值后重试"}}
quota-exhausted 403 - xai-credits {"code": "The caller does not have permission to execute the specified operation", "error": "Your team x has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit."}
quota-exhausted 429 - xai-credits-429 {"code": "Some resource has been exhausted", "error": "Your team x has either used all available credits or reached its monthly spending limit."}
quota-exhausted 401 - perplexity-quota {"error": {"message": "You exceeded your current quota, please check your plan and billing details.", "type": "insufficient_quota", "code": 401}}
quota-exhausted 412 - fireworks-suspended {"error": {"message": "Account x is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.", "code": "PRECONDITION_FAILED"}}
quota-exhausted 402 - hf-credits {"error": "You have depleted your monthly included credits. Subscribe to PRO to get 20x more"}
quota-exhausted 429 - gemini-prepay {"error": {"code": 429, "message": "Your prepayment credits are depleted. Please go to AI Studio", "status": "RESOURCE_EXHAUSTED"}}
quota-exhausted 403 - gemini-billing-403 {"error": {"code": 403, "message": "This API method requires billing to be enabled. Please enable billing on project", "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "BILLING_DISABLED"}]}}
quota-exhausted 429 - ollama-cloud-weekly {"error": "you (x) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade"}
quota-exhausted 429 - cf-neurons {"errors": [{"message": "AiError: you have used up your daily free allocation of 10,000 neurons, please upgrade to Cloudflare's Workers Paid plan", "code": 4006}], "success": false}
quota-exhausted 429 - cohere-trial {"message": "You are using a Trial key, which is limited to 1000 API calls / month. You can continue to use the Trial key for free or upgrade"}
quota-exhausted 403 - siliconflow {"code": 30001, "message": "Sorry, your account balance is insufficient", "data": null}
quota-exhausted 403 - baichuan/volc {"error": {"code": "AccountOverdueError", "message": "The request failed because your account has an overdue balance.", "type": "Forbidden"}}
quota-exhausted 429 - volc {"error": {"code": "SetLimitExceeded", "message": "Your account [x] has reached the set inference limit for the [y] model, and the model service has been paused.", "type": "TooManyRequests"}}
quota-exhausted 429 - bedrock-day {"message": "Too many tokens per day, please wait before trying again."}
rate-limit 429 33200 gemini-limit-0 {"error": {"code": 429, "message": "You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_input_token_count, limit: 0\nPlease retry in 33.2s.", "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaMetric": "x", "quotaId": "GenerateContentInputTokensPerModelPerMinute-FreeTier"}]}, {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "33.2s"}]}}
rate-limit 429 - cohere-trial-min {"message": "You are using a Trial key, which is limited to 20 API calls / minute."}
rate-limit 429 30000 github-models {"error": {"code": "RateLimitReached", "message": "Rate limit of 10 per 60s exceeded for UserByModelByMinute. Please wait 30 seconds before retrying.", "details": "x"}}
rate-limit 429 26000 azure {"error": {"code": "429", "message": "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 26 seconds. Please go here: https://aka.ms/oai/quotaincrease"}}
rate-limit 429 4805500 groq {"error": {"message": "Rate limit reached for model 'x' on tokens per day (TPD): Limit 100000, Used 99000, Requested 3000. Please try again in 1h20m5.5s. Need more tokens?", "type": "tokens", "code": "rate_limit_exceeded"}}
rate-limit 429 1000 moonshot-rate {"error": {"message": "Your account x request reached max organization concurrency: 3, please try again after 1 seconds", "type": "rate_limit_reached_error"}}
overloaded 502 - openrouter-502 {"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": "{\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}", "provider_name": "Anthropic"}}}
overloaded 429 - kimi-overload {"error": {"message": "The engine is currently overloaded, please try again later", "type": "engine_overloaded_error"}}
overloaded 429 - bedrock-notready {"message": "Model is not ready for inference. Wait and try your request again.", "__type": "ModelNotReadyException"}
overloaded 429 - tgi-overloaded {"error": "Model is overloaded", "error_type": "overloaded"}
overloaded 503 20000 hf-loading {"error": "Model x is currently loading", "estimated_time": 20}
overloaded 503 - llama.cpp-loading {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}
overloaded 429 - cerebras-queue {"message": "We're experiencing high traffic right now! Please try again soon.", "type": "too_many_requests_error", "param": "queue", "code": "queue_exceeded"}
overloaded 498 - groq-498 {"error": {"message": "flex capacity exceeded", "type": "internal_server_error", "code": "capacity_exceeded"}}
overloaded 400 - lmstudio-400 {"error": "Failed to load model \"x\". Error: Model loading aborted due to insufficient system resources."}
overloaded 500 - ollama-mem {"error": "model requires more system memory (5.6 GiB) than is available (3.1 GiB)"}
model-not-found 404 - openrouter-no-endpoints {"error": {"message": "No endpoints found that support tool use. To learn more", "code": 404}}
model-not-found 400 - bedrock-ondemand {"message": "Invocation of model ID anthropic.claude with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model."}
model-not-found 400 - bedrock-invalid-id {"message": "The provided model identifier is invalid."}
model-not-found 400 - deepseek-no-model {"error": {"message": "Model Not Exist", "type": "invalid_request_error", "code": "invalid_request_error"}}
model-not-found 400 - zhipu-no-model {"error": {"code": "1211", "message": "模型不存在，请检查模型代码。"}}
model-not-found 400 - groq-decom {"error": {"message": "The model 'x' has been decommissioned and is no longer supported.", "type": "invalid_request_error", "code": "model_decommissioned"}}
authentication 400 - gemini-bad-key-compat [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT"}}]
authentication 400 - gemini-location {"error": {"code": 400, "message": "User location is not supported for the API use.", "status": "FAILED_PRECONDITION"}}
authentication 403 - openai-region {"error": {"code": "unsupported_country_region_territory", "message": "Country, region, or territory not supported", "type": "request_forbidden"}}
authentication 400 - groq-terms {"error": {"message": "The model 'x' requires terms acceptance. Please have the org admin accept the terms at", "type": "invalid_request_error", "code": "model_terms_required"}}
content-filter 400 - zhipu-1301 {"error": {"code": "1301", "message": "系统检测到输入或生成内容可能包含不安全或敏感内容"}, "contentFilter": [{"level": 1, "role": "user"}]}
content-filter 400 - moonshot {"error": {"message": "The request was rejected because it was considered high risk", "type": "content_filter"}}
content-filter 400 - volc {"error": {"code": "SensitiveContentDetected", "message": "The request failed because the input text may contain sensitive information.", "type": "BadRequest"}}
content-filter 403 - xai-safety {"code": "The caller does not have permission", "error": "Content violates usage guidelines. Team: x, API key ID: y, Model: grok, Failed check: SAFETY_CHECK_TYPE_CSAM"}
bad-request 400 - max_tokens-too-large {"error": {"message": "max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.", "type": "invalid_request_error", "param": "max_tokens", "code": "invalid_value"}}
bad-request 400 - image-too-large {"type": "error", "error": {"type": "invalid_request_error", "message": "messages.0.content.1.image.source.base64: image exceeds 5 MB maximum: 6000000 bytes > 5242880 bytes"}}
bad-request 400 - tool-too-long {"error": {"message": "Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64", "code": "string_above_max_length"}}
bad-request 400 - array-too-long {"error": {"message": "Invalid 'tools': array too long. Expected an array with maximum length 128", "code": "array_above_max_length"}}
bad-request 400 - temperature {"error": {"message": "invalid temperature: only 1 is allowed for this model", "type": "invalid_request_error"}}
`;

const rows = reports
  .trim()
  .split('\n')
  .map((line) => /^(\S+) (\d+) (\S+) (\S+) (.*)$/.exec(line)?.slice(1) ?? []);

it.each(rows)('%s, HTTP %s: %s %s', (kind, status, waitMs, _, body = '') => {
  const error = errorFromFailure({ status: Number(status), headers: {}, body }, context);
  expect(error).toMatchObject({ kind, ...(waitMs !== '-' && { retryAfterMs: Number(waitMs) }) });
});

it('distinguishes the message for a text that is too long from the message for a name that is too long', () => {
  const message = "Invalid 'messages[0].content': string too long. Expected a string with maximum length 1048576";
  const body = JSON.stringify({ error: { message, code: 'string_above_max_length' } });
  expect(errorFromFailure({ status: 400, headers: {}, body }, context).kind).toBe('context-length');
});

it.each<[object, ProviderErrorKind]>([
  [{ id: 'x', choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit exceeded(RPM)' } }, 'rate-limit'],
  [{ id: 'x', choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }, 'quota-exhausted'],
  [{ id: 'x', choices: [], base_resp: { status_code: 1027, status_msg: 'output new_sensitive' } }, 'content-filter'],
  [{ id: 'x', base_resp: { status_code: 2013, status_msg: 'invalid params' } }, 'bad-request'],
  [{ success: false, errors: [{ code: 10000, message: 'Authentication error, unauthorized' }] }, 'authentication'],
])('an error within an answer: %j', (event, kind) => {
  expect(isErrorEvent(event as never)).toBe(true);
  expect(errorFromEvent(event as never, context).kind).toBe(kind);
});

const choices = [{ delta: { content: 'x' } }];
it.each([
  { choices, error: {} },
  { choices, error: { code: 0, message: '' } },
  { choices, error: null, message: 'ok', code: 0 },
  { choices, base_resp: { status_code: 0, status_msg: '' } },
  { candidates: [{}], message: 'ok' },
])('an answer with the empty form of an error is not an error: %j', (event) => {
  expect(isErrorEvent(event)).toBe(false);
});

it('an answer with an error in addition is an error', () => {
  expect(isErrorEvent({ choices, error: { message: 'Provider returned error' } })).toBe(true);
  expect(isErrorEvent({ choices, error: 'gone' })).toBe(true);
  expect(isErrorEvent({ error: {} })).toBe(true);
});
