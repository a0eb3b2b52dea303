/** Visits addresses as a browser does: with cookies by host, but without following redirects. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  async visit(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const jar = this.#jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /max-age=0;|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  cookie(address: string, name: string): string | undefined {
    return this.#jarOf(new URL(address)).get(name);
  }

  setCookie(address: string, name: string, value: string): void {
    this.#jarOf(new URL(address)).set(name, value);
  }

  #jarOf({ host }: URL): Map<string, string> {
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }
}

/** Signs in at the identity provider that `url` leads to. Returns the address to which it redirects the browser. */
export async function signInAtProvider(visitor: Visitor, url: string, login: string, backAt: string): Promise<string> {
  let next = url;
  for (let step = 0; step < 10; step++) {
    let response = await visitor.visit(next);
    if (response.status === 200) {
      const form = /<form\b[^<>]*>/.exec(await response.text())?.[0] ?? '';
      const action = /\baction="([^"]+)"/.exec(form)?.[1];
      if (action === undefined) throw new Error(`There is no form at ${next}.`);
      const body = new URLSearchParams({ prompt: 'login', login, password: 'any' });
      response = await visitor.visit(new URL(action, next), { method: 'POST', body });
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${next} answers ${response.status}: ${await response.text()}`);
    next = new URL(location, next).href;
    if (next.startsWith(backAt)) return next;
  }
  throw new Error('The identity provider sends the browser in circles.');
}
