/** The cookies of one user at one site (RFC 6265): name and value; paths and lifetimes do not matter to a session. */
export class Cookies {
  readonly #values = new Map<string, string>();
  /** `a=1; b=2`, empty without cookies. */
  header = '';

  get(name: string): string | null {
    return this.#values.get(name) ?? null;
  }

  /** Takes one Set-Cookie field; Max-Age of 0 or less, or an Expires that is past, removes it. */
  store(setCookie: string): void {
    const pair = setCookie.split(';', 1)[0]!;
    const equals = pair.indexOf('=');
    if (equals <= 0) return;
    const name = pair.slice(0, equals).trim();
    const maxAge = /;\s*max-age\s*=\s*(-?\d+)/i.exec(setCookie)?.[1];
    const expires = /;\s*expires\s*=\s*([^;]+)/i.exec(setCookie)?.[1];
    const gone =
      maxAge !== undefined ? Number(maxAge) <= 0 : expires !== undefined && Date.parse(expires) <= Date.now();
    if (gone) this.#values.delete(name);
    else this.#values.set(name, pair.slice(equals + 1).trim());
    this.header = [...this.#values].map(([key, value]) => `${key}=${value}`).join('; ');
  }
}
