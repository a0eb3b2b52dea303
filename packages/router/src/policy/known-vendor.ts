import type { VendorFacts } from './vendor-facts.ts';

/** Names of these vendors in other tools. */
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

/** The built-in vendor with a name, or null. */
export function knownVendor(name: string, vendors: readonly VendorFacts[]): VendorFacts | null {
  const id = otherNames.get(name) ?? name;
  return vendors.find((vendor) => vendor.id === id) ?? null;
}
