/** What a caller got wrong, with the path of the field as its endpoint names it: `input.messages.0.role`, `messages[0].role`. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly path: string;
  /** What is wrong and what would be right, to be read after the path. */
  readonly problem: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}${/[.?]$/.test(problem) ? '' : '.'}`);
    this.path = path;
    this.problem = problem;
  }
}
