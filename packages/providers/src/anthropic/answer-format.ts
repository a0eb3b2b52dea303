import type { ModelRequest } from '../contract/request.ts';
import { jsonInstructions } from '../json/json-instructions.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toOutputSchema } from './to-output-schema.ts';

/** The name of the tool that replaces structured outputs if the model or the schema does not allow them. */
export const answerToolName = 'give_answer';

/** How the request specifies the form of the answer. */
export type AnswerFormat = {
  /** Text before the system text. */
  instructions: string | null;
  /** The value of `output_config.format`. */
  outputSchema: JsonObject | null;
  /** The schema of a tool whose call is the answer. */
  answerToolSchema: JsonObject | null;
};

const plain: AnswerFormat = { instructions: null, outputSchema: null, answerToolSchema: null };

/** Models without structured outputs: Claude 3 and older, and the first of generation 4. */
const withoutStructuredOutputs = /claude-(?:instant|v?[123]|(?:opus|sonnet)-4-(?:0|2025))/;

/**
 * Chooses between native structured outputs and a forced tool call. Native outputs are preferred, because they
 * constrain the decoding itself. Anthropic has no JSON mode without a schema, so instructions request it. A schema from
 * Anthropic's own protocol stays unchanged.
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
