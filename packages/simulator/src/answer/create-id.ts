const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** An id as providers make them: a prefix and 24 letters and digits. */
export function createId(prefix: string): string {
  let id = prefix;
  for (let count = 0; count < 24; count++) id += signs[Math.floor(Math.random() * signs.length)];
  return id;
}
