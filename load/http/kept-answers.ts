/** The answers that a user has kept, as far as a site has to know of them: their entity tags (RFC 9110, 8.8.3). */
export class KeptAnswers {
  /** By number of the request. The last one alone: a target that differs each time keeps nothing. */
  readonly #kept: ({ readonly target: string; readonly etag: string } | undefined)[] = [];

  /** null = none of this target is kept. */
  etagOf(request: number, target: string): string | null {
    const kept = this.#kept[request];
    return kept?.target === target ? kept.etag : null;
  }

  /** `etag` undefined: the answer cannot be kept. */
  keep(request: number, target: string, etag: string | undefined): void {
    this.#kept[request] = etag === undefined ? undefined : { target, etag };
  }

  clear(): void {
    this.#kept.length = 0;
  }
}
