import type { Dialect } from '../dialect.ts';
import { openAiDialect } from '../openai/openai-dialect.ts';

/** OpenAI's Responses at a separate address. The address of chat completions serves them too. */
export const responsesDialect: Dialect = { ...openAiDialect, name: 'responses', basePath: '/responses/v1' };
