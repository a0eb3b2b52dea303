import type { Path } from './path.ts';

/** The places in a policy that may read environment variables, and the allowed variables. */
export type ReferenceRules = {
  /** Why a variable may not be read at a path, as a sentence. Null if it may. */
  refusal(variable: string, path: Path): string | null;
};

/** Names of variables with a secret or an address of a provider. */
const secretOrAddress = /_(KEY|TOKEN|SECRET|URL|ENDPOINT)$/i;
const addressAlone = /_(URL|ENDPOINT)$/i;

/** Penstock's own secrets and stores. No provider may receive one, even if it is listed. */
const own = /^(PENSTOCK_.*|OIDC_.*|DATABASE_URL|REDIS_URL|PG[A-Z]+)$/i;

const addresses = ['base_url', 'endpoint'];
const secrets = ['api_key', 'headers', 'organization', 'api_version', 'region', 'extra'];

/**
 * The rules of a policy file. `listed`: variables with other names that may be read. They come from
 * `PENSTOCK_POLICY_VARIABLES` and from the built-in providers.
 */
export function referenceRules(listed: ReadonlySet<string>): ReferenceRules {
  return {
    refusal: (variable, path) => {
      const field = fieldAt(path);
      if (field === null) {
        return `\${${variable}} is not allowed here: variables are allowed in a provider's ${['base_url', ...secrets].join(', ')}, and in a model's endpoint.`;
      }
      if (isOwnVariable(variable)) return `${variable} is a setting of Penstock itself: a policy may not use it.`;
      if (listed.has(variable) || (field === 'address' ? addressAlone : secretOrAddress).test(variable)) return null;
      const wanted = field === 'address' ? '_URL or _ENDPOINT' : '_KEY, _TOKEN, _SECRET, _URL or _ENDPOINT';
      return `${variable} is not allowed here: its name must end in ${wanted}, or be listed in PENSTOCK_POLICY_VARIABLES.`;
    },
  };
}

/** Whether a variable belongs to Penstock itself. No list allows such a variable in a policy. */
export function isOwnVariable(variable: string): boolean {
  return own.test(variable);
}

/** Whether a path is an address or another setting of a provider. Null for any other place. */
function fieldAt([section, , key, ...rest]: Path): 'address' | 'secret' | null {
  if (section === 'models') return rest.length === 1 && rest[0] === 'endpoint' ? 'address' : null;
  if (section !== 'providers') return null;
  if (addresses.includes(String(key))) return key === 'base_url' && rest.length === 0 ? 'address' : null;
  return secrets.includes(String(key)) ? 'secret' : null;
}
