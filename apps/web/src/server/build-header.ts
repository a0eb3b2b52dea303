/** The request header in which the console's server passes its build to the pages. */
export const buildHeader = 'x-console-build';
