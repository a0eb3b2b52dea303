import type { Dialect } from '../dialect.ts';
import { openAiDialect } from '../openai/openai-dialect.ts';

/** OpenAI's Responses at an address of its own. The address of chat completions has them too. */
export const responsesDialect: Dialect = { ...openAiDialect, name: 'responses', basePath: '/responses/v1' };
