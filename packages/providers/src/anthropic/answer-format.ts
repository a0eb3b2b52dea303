import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions } from '../json/json-instructions.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toOutputSchema } from './to-output-schema.ts';

/** The name of the tool that stands in for structured outputs where a model or a schema rules them out. */
export const answerToolName = 'give_answer';

/** How the form of the answer is asked for. */
export type AnswerFormat = {
  /** Goes before the system text. */
  instructions: string | null;
  /** For `output_config.format`. */
  outputSchema: JsonObject | null;
  /** The schema of a tool whose call is the answer. */
  answerToolSchema: JsonObject | null;
};

const plain: AnswerFormat = { instructions: null, outputSchema: null, answerToolSchema: null };

/** Models from before structured outputs: Claude 3 and older, and the first of generation 4. */
const withoutStructuredOutputs = /claude-(?:instant|v?[123]|(?:opus|sonnet)-4-(?:0|2025))/;

/**
 * Chooses between native structured outputs and a forced tool call. The native way is taken wherever model and schema
 * allow it: it binds the decoding itself. Anthropic has no JSON mode without a schema; that is asked for in words.
 */
export function chooseAnswerFormat(request: ModelRequest): AnswerFormat {
  const { responseFormat } = request;
  switch (responseFormat.type) {
    case 'text':
      return plain;
    case 'json':
      return { ...plain, instructions: jsonInstructions };
    case 'json-schema': {
      const outputSchema = withoutStructuredOutputs.test(request.model) ? null : toOutputSchema(responseFormat.schema);
      return outputSchema === null ? { ...plain, answerToolSchema: responseFormat.schema } : { ...plain, outputSchema };
    }
    default:
      return responseFormat satisfies never;
  }
}
