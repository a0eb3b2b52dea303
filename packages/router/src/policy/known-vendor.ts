import type { VendorFacts } from './vendor-facts.ts';

/** Names under which other tools know the same vendors. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    aws_bedrock: 'bedrock',
    azure_openai: 'azure',
    'azure-openai': 'azure',
    gemini: 'google',
    hugging_face: 'huggingface',
    together_ai: 'together',
    togetherai: 'together',
  }),
);

/** The built-in vendor of that name, or null. */
export function knownVendor(name: string, vendors: readonly VendorFacts[]): VendorFacts | null {
  const id = otherNames.get(name) ?? name;
  return vendors.find((vendor) => vendor.id === id) ?? null;
}
