/**
 * One user's connection and the one request it has under way: keep-alive, redirects, and the ways a request can
 * fail. What the answers mean is the user's affair.
 */
import type { Socket } from 'node:net';
import { nowUs } from '../clock.ts';
import { CONNECTION_RESET, timeOut } from '../socket/causes.ts';
import type { Destination } from '../socket/destination.ts';
import { openSocket, SLAB, type SocketOwner } from '../socket/open-socket.ts';
import { Cookies } from './cookies.ts';
import { MalformedResponse, ResponseReader } from './response-reader.ts';

const MOST_REDIRECTS = 10;

/** What all users of an agent have in common. */
export interface Site {
  readonly destination: Destination;
  /** 'https://host:8443' */
  readonly origin: string;
  /** Host field (RFC 9110, 7.2). */
  readonly authority: string;
  readonly timeoutUs: number;
}

export abstract class Exchange implements SocketOwner {
  readonly cookies = new Cookies();
  readonly response = new ResponseReader();
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
  #text = '';
  #post = false;
  #path = '/';
  #keepBody = false;

  constructor(site: Site) {
    this.site = site;
  }

  /** Whole answer; redirects have been followed unless `followsRedirects` says otherwise. */
  protected abstract answered(atUs: number): void;
  protected abstract failed(cause: string, atUs: number): void;
  protected abstract followsRedirects(): boolean;

  get busy(): boolean {
    return this.deadlineUs !== Number.POSITIVE_INFINITY;
  }

  /** The text of a request; the cookies are those of now. */
  protected textOf(path: string, body: string | null): string {
    const { header } = this.cookies;
    const cookie = header === '' ? '' : `cookie: ${header}\r\n`;
    const head = `HTTP/1.1\r\nhost: ${this.site.authority}\r\nuser-agent: tidemark\r\naccept: */*\r\n${cookie}`;
    if (body === null) return `GET ${path} ${head}\r\n`;
    // The referer: over HTTPS, Django's CSRF check asks for it.
    const form = `origin: ${this.site.origin}\r\nreferer: ${this.site.origin}${path}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    return `POST ${path} ${head}${form}\r\n${body}`;
  }

  protected request(path: string, text: string, post: boolean, keepBody: boolean, atUs: number): void {
    this.deadlineUs = atUs + this.site.timeoutUs;
    this.redirects = 0;
    this.#retried = false;
    this.#keepBody = keepBody;
    this.#send(path, text, post);
  }

  #send(path: string, text: string, post: boolean): void {
    this.#path = path;
    this.#text = text;
    this.#post = post;
    this.response.reset(this.#keepBody);
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
    try {
      if (this.response.read(SLAB, 0, length)) this.#answered();
    } catch (error) {
      if (!(error instanceof MalformedResponse)) throw error;
      this.fail(`malformed: ${error.message}`);
    }
  }

  closed(cause: string | null): void {
    const wasOpen = this.#open;
    this.socket = null;
    this.#open = false;
    if (!this.busy) return;
    if (cause === null && this.response.closed()) {
      this.#answered();
      return;
    }
    // It was closed for idleness while the request was on its way: safe to repeat once (RFC 9112, 9.3.1).
    const idle =
      wasOpen && this.#served > 0 && !this.response.begun && (cause === null || cause === CONNECTION_RESET);
    if (idle && !this.#post && !this.#retried) {
      this.#retried = true;
      this.#connect();
    } else if (this.response.begun && cause === null) this.fail('truncated');
    else this.fail(cause ?? (wasOpen ? 'closed without an answer' : 'closed while connecting'));
  }

  /** The request under way is over, its time too. */
  timeOut(): void {
    const missing = this.response.begun ? 'end of the answer' : this.#open ? 'answer' : 'connection';
    this.fail(timeOut(missing));
  }

  /** Closes the connection, and ends a request under way without an account of it. */
  hangUp(): void {
    this.deadlineUs = Number.POSITIVE_INFINITY;
    this.#drop();
  }

  protected fail(cause: string): void {
    this.deadlineUs = Number.POSITIVE_INFINITY;
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
    if (response.setCookies) for (const field of response.setCookies) this.cookies.store(field);
    if (!response.keepAlive) this.#drop();
    const { status, location } = response;
    if (status >= 300 && status < 400 && location !== null && this.followsRedirects()) {
      this.#redirect(status, location);
      return;
    }
    this.deadlineUs = Number.POSITIVE_INFINITY;
    this.answered(nowUs());
  }

  #redirect(status: number, location: string): void {
    if (++this.redirects > MOST_REDIRECTS) {
      this.fail('redirect loop');
      return;
    }
    const url = URL.parse(location, this.site.origin + this.#path);
    if (url?.origin !== this.site.origin) {
      this.fail('redirect to another site');
      return;
    }
    const path = url.pathname + url.search;
    // RFC 9110, 15.4: 307 and 308 repeat the request as it was.
    if (status < 307 || !this.#post) this.#send(path, this.textOf(path, null), false);
    else this.#send(path, this.textOf(path, this.#text.slice(this.#text.indexOf('\r\n\r\n') + 4)), true);
  }
}
