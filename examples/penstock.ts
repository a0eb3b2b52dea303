import { readFileSync } from 'node:fs';

/** The address of Penstock: `PENSTOCK_URL`, else the default of `npm start`. */
export const address = process.env.PENSTOCK_URL ?? 'http://localhost:4000';

/** A key: `PENSTOCK_KEY`, else the admin key of the first start. */
export const key = process.env.PENSTOCK_KEY ?? readAdminKey();

/** Sends one GraphQL operation and returns its data. Throws the message of the first error. */
export async function ask<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: readonly { message: string }[] };
  if (errors?.[0] !== undefined) throw new Error(errors[0].message);
  return data;
}

function readAdminKey(): string {
  const file = new URL('../.penstock/admin-key', import.meta.url);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`There is no key in ${file.pathname}: start Penstock with npm start, or set PENSTOCK_KEY.`);
  }
}
