/** The token that a site wants to see in what a session posts. */
import type { Cookies } from './cookies.ts';
import { inputValue } from './form.ts';
import type { CsrfNames } from './plan.ts';

export class CsrfToken {
  readonly #names: CsrfNames;
  readonly #cookies: Cookies;
  #field: string | null = null;
  /** The cookie when the page with the field came. */
  #cookieThen: string | null = null;

  constructor(names: CsrfNames, cookies: Cookies) {
    this.#names = names;
    this.#cookies = cookies;
  }

  /** Looks for it in a page, whose cookies have been taken. */
  seen(page: string): void {
    const value = inputValue(page, this.#names.field);
    if (value === null) return;
    this.#field = value;
    this.#cookieThen = this.#cookie;
  }

  /** The field of the last page that had one, or the cookie where that has become another one since; null without both. */
  get value(): string | null {
    const cookie = this.#cookie;
    return this.#field !== null && (cookie === null || cookie === this.#cookieThen) ? this.#field : cookie;
  }

  /** Says that there is none, and where it was looked for. */
  get missing(): string {
    const { field, cookie } = this.#names;
    return `CSRF token missing: the page has no field ${field}${cookie === null ? '' : `, the session no cookie ${cookie}`}`;
  }

  get #cookie(): string | null {
    const { cookie } = this.#names;
    return cookie === null ? null : this.#cookies.get(cookie);
  }
}
