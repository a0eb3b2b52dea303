import { GraphQLError } from 'graphql';

/** What a caller got wrong, with the path of the field: `input.messages.0.role`. */
export function badUserInput(path: string, problem: string): GraphQLError {
  return new GraphQLError(`${path} ${problem}${/[.?]$/.test(problem) ? '' : '.'}`, {
    extensions: { code: 'BAD_USER_INPUT', field: path },
  });
}
