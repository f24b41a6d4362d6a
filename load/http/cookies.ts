/**
 * The cookies of one user at one site (RFC 6265). They change seldom, and requests are many: who keeps the text of a request
 * asks for `version` to see whether the text still has the right ones.
 */
import { steadyMs } from '../steady-clock.ts';
import { type Cookie, readSetCookie } from './set-cookie.ts';

/** As many as Chrome keeps of a site; the oldest go first. */
const MOST = 180;

export class Cookies {
  readonly #host: string;
  readonly #secure: boolean;
  readonly #nowMs: () => number;
  /** Oldest first. */
  #cookies: readonly Cookie[] = [];
  #version = 0;
  /** When the first of them expires. */
  #expireMs = Number.POSITIVE_INFINITY;

  /** `host` as in a URL, in lower case; `secure`: it is asked by HTTPS. `nowMs`: since 1970, by a clock that nobody sets: users stay logged in. */
  constructor(host: string, secure: boolean, nowMs: () => number = steadyMs) {
    this.#host = host;
    this.#secure = secure;
    this.#nowMs = nowMs;
  }

  /** Another one whenever the cookies of some request become others. */
  get version(): number {
    if (this.#expireMs !== Number.POSITIVE_INFINITY && this.#nowMs() >= this.#expireMs)
      this.#keep(this.#alive());
    return this.#version;
  }

  /** Value of the cookie of that name; null without one. */
  get(name: string): string | null {
    return this.#alive().find((cookie) => cookie.name === name)?.value ?? null;
  }

  /** Takes the Set-Cookie field of the answer to a request for `target`. */
  store(field: string, target: string): void {
    const nowMs = this.#nowMs();
    const cookie = readSetCookie(field, this.#host, target, nowMs);
    // Browsers take no Secure cookie over plain HTTP, so that it replaces none (RFC 6265bis, 5.7).
    if (cookie === null || (cookie.secure && !this.#secure)) return;
    const { name, domain, path } = cookie;
    const at = this.#cookies.findIndex(
      (one) => one.name === name && one.domain === domain && one.path === path,
    );
    const old = this.#cookies[at];
    if (cookie.expiresMs <= nowMs) {
      if (old) this.#keep(this.#cookies.filter((one) => one !== old));
      return;
    }
    const others = old ? this.#cookies.with(at, cookie) : [...this.#cookies, cookie].slice(-MOST);
    const same = old?.value === cookie.value && old.expiresMs > nowMs;
    this.#keep(others, same);
  }

  /** `a=1; b=2` for a request of `target`: longer paths first, then older ones (RFC 6265, 5.4). Empty without any. */
  header(target: string): string {
    const path = target.split('?', 1)[0]!;
    return this.#alive()
      .filter((cookie) => isBelow(path, cookie.path))
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #alive(): Cookie[] {
    const nowMs = this.#nowMs();
    return this.#cookies.filter(({ expiresMs }) => expiresMs > nowMs);
  }

  /** `same`: requests are the same as before. */
  #keep(cookies: readonly Cookie[], same = false): void {
    this.#cookies = cookies;
    this.#expireMs = Math.min(...cookies.map(({ expiresMs }) => expiresMs));
    if (!same) this.#version++;
  }
}

/** RFC 6265, 5.1.4: `/a` covers `/a` and `/a/b`, and not `/ab`. */
const isBelow = (path: string, cookiePath: string): boolean =>
  path.startsWith(cookiePath) &&
  (path.length === cookiePath.length || cookiePath.endsWith('/') || path[cookiePath.length] === '/');
