import { GraphQLError } from 'graphql';
import { InputError } from '../generation/input/input-error.ts';

/** What a caller got wrong, with the path of the field: `input.messages.0.role`. */
export function badUserInput(path: string, problem: string): GraphQLError {
  return toBadUserInput(new InputError(path, problem));
}

/** What the input of an operation calls a field, or an item of a list: `input.fallbackModels.0`. */
export function inputPath(field: string, index?: number): string {
  return index === undefined ? `input.${field}` : `input.${field}.${index}`;
}

/** Runs a check that is shared with other endpoints, and says what it finds wrong in GraphQL's way. */
export function checkInput<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    throw error instanceof InputError ? toBadUserInput(error) : error;
  }
}

function toBadUserInput({ message, path }: InputError): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field: path } });
}
