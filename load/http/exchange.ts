/**
 * One user's connection and the one request it has under way: keep-alive, redirects, and the ways a request can
 * fail. What the answers mean is the user's affair.
 */
import type { Socket } from 'node:net';
import { nowUs } from '../clock.ts';
import { CONNECTION_RESET, timeOut } from '../socket/causes.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import { Cookies } from './cookies.ts';
import { isIdempotent } from './method.ts';
import { getOf, type Request, redirected, requestText } from './request.ts';
import { encodedLocation } from './request-target.ts';
import { MalformedResponse, ResponseReader } from './response-reader.ts';
import type { Site } from './site.ts';
import { UnusableBody } from './unusable-body.ts';

const MOST_REDIRECTS = 10;

/** What is kept of an answer. */
export interface ToKeep {
  /** Text that is looked for in the body; null = none. */
  readonly needle: Buffer | null;
  /** The body is wanted. */
  readonly body: boolean;
  /** Fields of the head that are wanted, in lower case; null = none. */
  readonly fields: readonly string[] | null;
}

export const NOTHING: ToKeep = { needle: null, body: false, fields: null };
export const BODY: ToKeep = { ...NOTHING, body: true };

export abstract class Exchange implements SocketOwner {
  readonly cookies: Cookies;
  readonly response: ResponseReader;
  socket: Socket | null = null;
  /** When the request under way has failed; Infinity without one. */
  deadlineUs = Number.POSITIVE_INFINITY;
  /** Redirects the request under way has followed. */
  redirects = 0;
  protected readonly site: Site;
  #open = false;
  /** Answers this connection has given. */
  #served = 0;
  #retried = false;
  #request: Request = getOf('/');
  #text = '';
  #keep = NOTHING;

  constructor(site: Site) {
    this.site = site;
    this.cookies = new Cookies(site.hostname, site.secure);
    this.response = new ResponseReader(site.bodyLimitBytes, site.held);
  }

  /** Whole answer; redirects have been followed unless `followsRedirects` says otherwise. */
  protected abstract answered(atUs: number): void;
  protected abstract failed(cause: string, atUs: number): void;
  protected abstract followsRedirects(): boolean;

  /** What cookies without a Path are for, where `target` was asked for. */
  protected cookieTarget(target: string): string {
    return target;
  }

  get busy(): boolean {
    return this.deadlineUs !== Number.POSITIVE_INFINITY;
  }

  /** Where the answer comes from: the request under way, or the last one, redirects followed. */
  protected get target(): string {
    return this.#request.target;
  }

  /** The text of a request; the cookies are those of now. `etag`: see `requestText`. */
  protected textOf(request: Request, etag: string | null = null): string {
    return requestText(this.site, request, this.cookies.header(request.target), etag);
  }

  /** `text`: of the request. */
  protected send(request: Request, text: string, keep: ToKeep, atUs: number): void {
    this.deadlineUs = atUs + this.site.timeoutUs;
    this.redirects = 0;
    this.#retried = false;
    this.#keep = keep;
    this.#send(request, text);
  }

  #send(request: Request, text: string): void {
    this.#request = request;
    this.#text = text;
    const { needle, body, fields } = this.#keep;
    this.response.reset(needle, body, fields, request.method === 'HEAD');
    if (this.#open) this.socket!.write(text, 'latin1');
    else this.#connect();
  }

  #connect(): void {
    this.#served = 0;
    openSocket(this.site.destination, this);
  }

  opened(): void {
    this.#open = true;
    if (this.busy) this.socket!.write(this.#text, 'latin1');
  }

  bytesRead(length: number): void {
    if (!this.busy) {
      this.#drop(); // nobody asked
      return;
    }
    let whole: boolean;
    try {
      whole = this.response.read(SLAB, 0, length);
    } catch (error) {
      this.#failReading(error);
      return;
    }
    if (whole) this.#answered();
  }

  #failReading(error: unknown): void {
    if (error instanceof MalformedResponse) this.fail(`malformed: ${error.message}`);
    else if (error instanceof UnusableBody) this.fail(error.message);
    else throw error;
  }

  closed(cause: string | null): void {
    const wasOpen = this.#open;
    this.socket = null;
    this.#open = false;
    if (!this.busy) return;
    if (cause === null && this.#endsHere()) return;
    // It was closed for idleness while the request was on its way: safe to repeat once (RFC 9112, 9.3.1).
    const idle =
      wasOpen && this.#served > 0 && !this.response.begun && (cause === null || cause === CONNECTION_RESET);
    if (idle && isIdempotent(this.#request.method) && !this.#retried) {
      this.#retried = true;
      this.#connect();
    } else if (this.response.begun && cause === null) this.fail('truncated');
    else this.fail(cause ?? (wasOpen ? 'closed without an answer' : 'closed while connecting'));
  }

  /** Whether an answer of unknown length is whole, or at fault, now that the connection is closed. */
  #endsHere(): boolean {
    let whole: boolean;
    try {
      whole = this.response.closed();
    } catch (error) {
      this.#failReading(error);
      return true;
    }
    if (whole) this.#answered();
    return whole;
  }

  /** The request under way is over, its time too. */
  timeOut(): void {
    const missing = this.response.begun ? 'end of the answer' : this.#open ? 'answer' : 'connection';
    this.fail(timeOut(missing));
  }

  /** Closes the connection, and ends a request under way without an account of it. */
  hangUp(): void {
    this.deadlineUs = Number.POSITIVE_INFINITY;
    this.response.body.forget();
    this.#drop();
  }

  protected fail(cause: string): void {
    this.deadlineUs = Number.POSITIVE_INFINITY;
    this.response.body.forget();
    this.#drop();
    this.failed(cause, nowUs());
  }

  #drop(): void {
    const { socket } = this;
    this.socket = null;
    this.#open = false;
    socket?.destroy();
  }

  #answered(): void {
    const { response } = this;
    this.#served++;
    if (response.setCookies) {
      const target = this.cookieTarget(this.#request.target);
      for (const field of response.setCookies) this.cookies.store(field, target);
    }
    if (!response.keepAlive) this.#drop();
    const { status, location } = response;
    if (status >= 300 && status < 400 && location !== null && this.followsRedirects()) {
      this.#redirect(status, location);
      return;
    }
    this.deadlineUs = Number.POSITIVE_INFINITY;
    this.answered(nowUs());
    // A page that was kept to be looked into is not needed until the next one.
    if (!this.busy) response.body.forget();
  }

  #redirect(status: number, location: string): void {
    if (++this.redirects > MOST_REDIRECTS) {
      this.fail('redirect loop');
      return;
    }
    const request = this.#request;
    const target = this.targetOf(encodedLocation(location));
    if (target === null) {
      this.fail('redirect to another site');
      return;
    }
    const next = redirected(request, status, target);
    this.#send(next, this.textOf(next));
  }

  /** What to ask for at an address in the answer that came; null = it leads to another site. */
  protected targetOf(address: string): string | null {
    const { origin } = this.site;
    const url = URL.parse(address, origin + this.target);
    return url?.origin === origin ? url.pathname + url.search : null;
  }
}
