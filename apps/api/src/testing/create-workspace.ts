/** Creates a workspace with this id as its name, through the API of a running service. */
export async function createWorkspace(service: { url: string; authorization: string }, id: string): Promise<void> {
  const query = 'mutation ($id: String!) { createWorkspace(input: { name: $id }) { id } }';
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: service.authorization },
    body: JSON.stringify({ query, variables: { id } }),
  });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  if (errors !== undefined) throw new Error(errors[0]?.message);
}
