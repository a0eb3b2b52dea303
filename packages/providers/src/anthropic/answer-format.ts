import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions } from '../json/json-instructions.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toOutputSchema } from './to-output-schema.ts';

/** The name of the tool that replaces structured outputs where the model or the schema does not allow them. */
export const answerToolName = 'give_answer';

/** How the request states the form of the answer. */
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
 * Chooses between native structured outputs and a forced tool call. Native outputs come first: they constrain the
 * decoding itself. Anthropic has no JSON mode without a schema; instructions request it. A schema that came in Anthropic's
 * own protocol goes as it was written.
 */
export function chooseAnswerFormat(request: ModelRequest): AnswerFormat {
  const { responseFormat } = request;
  switch (responseFormat.type) {
    case 'text':
      return plain;
    case 'json':
      return { ...plain, instructions: jsonInstructions };
    case 'json-schema': {
      if (request.writtenIn === 'anthropic') return { ...plain, outputSchema: responseFormat.schema };
      const outputSchema = withoutStructuredOutputs.test(request.model) ? null : toOutputSchema(responseFormat.schema);
      return outputSchema === null ? { ...plain, answerToolSchema: responseFormat.schema } : { ...plain, outputSchema };
    }
    default:
      return responseFormat satisfies never;
  }
}
