/**
 * Reads the answers of one connection, HTTP/1.1 (RFC 9112). Bytes come in a buffer that is everybody's; what has to
 * outlive the call is copied: of a head, and of the lines between chunks, only a line that has not come whole. Each byte is
 * looked at once, however small the pieces are. A head that is whole in one read, and a body of known length, copy nothing.
 */

import { HeldBytes } from '../held-bytes.ts';
import { Body } from './body.ts';

/** The answer breaks the protocol; the connection cannot be used any more. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}

const LARGEST_HEAD_BYTES = 64 * 1024;
/** Between chunks. */
const LONGEST_LINE_BYTES = 4096;
const EMPTY = Buffer.alloc(0);
const CR = 13;
const LF = 10;
const COLON = 58;

/** `line`: chunk size line; `data`: chunk; `gap`: CRLF after it; `trailer`: after the last (RFC 9112, 7.1). */
type State = 'head' | 'length' | 'close' | 'line' | 'data' | 'gap' | 'trailer' | 'done';

export class ResponseReader {
  status = 0;
  keepAlive = true;
  location: string | null = null;
  setCookies: string[] | null = null;
  /** Fields of the head that were asked for, by name in lower case; null = none came. */
  fields: Map<string, string> | null = null;
  /** Anything of the answer came. */
  begun = false;
  readonly body: Body;
  #state: State = 'head';
  #left = 0;
  #chunked = false;
  /** Of the body; -1 = not known. */
  #length = -1;
  /** The beginning of a line, in its first bytes. */
  #held: Buffer = EMPTY;
  #heldBytes = 0;
  /** Of the head so far; 0 before the status line. */
  #headBytes = 0;
  /** Names of the fields that are asked for. */
  #asked: readonly string[] | null = null;
  /** It answers a HEAD: what it says of its body is that of a GET (RFC 9110, 9.3.2). */
  #ofHead = false;

  /** `bodyLimitBytes`: an answer with a larger body is not read. `held`: for the bodies of all connections. */
  constructor(bodyLimitBytes: number, held = new HeldBytes()) {
    this.body = new Body(bodyLimitBytes, held);
  }

  /** Before each request; see `Body.reset`. `fields`: names of those that are to be kept. `ofHead`: the request is a HEAD. */
  reset(
    needle: Buffer | null,
    keepBody: boolean,
    fields: readonly string[] | null = null,
    ofHead = false,
  ): void {
    this.#state = 'head';
    this.#held = EMPTY;
    this.#heldBytes = this.#headBytes = 0;
    this.setCookies = this.location = this.fields = null;
    this.#asked = fields;
    this.#ofHead = ofHead;
    this.body.reset(needle, keepBody);
    this.begun = false;
  }

  /** True when the answer is whole. @throws MalformedResponse, UnusableBody */
  read(buffer: Buffer, from: number, to: number): boolean {
    this.begun = true;
    if (this.#heldBytes > 0) return this.#readOn(buffer, from, to);
    return this.#read(buffer, from, to);
  }

  /** The connection was closed: true when that ends the answer properly (RFC 9112, 6.3). @throws UnusableBody */
  closed(): boolean {
    if (this.#state !== 'close') return false;
    this.#finish();
    return true;
  }

  /** With a line that came in part. */
  #readOn(buffer: Buffer, from: number, to: number): boolean {
    const end = buffer.indexOf(LF, from);
    if (end < 0 || end >= to) return this.#hold(buffer, from, to);
    this.#hold(buffer, from, end + 1);
    const [line, bytes] = [this.#held, this.#heldBytes];
    this.#held = EMPTY;
    this.#heldBytes = 0;
    this.#read(line, 0, bytes);
    return this.#read(buffer, end + 1, to);
  }

  #read(buffer: Buffer, from: number, to: number): boolean {
    let at = from;
    while (at < to || this.#state === 'done') {
      switch (this.#state) {
        case 'head': {
          const end = buffer.indexOf(LF, at);
          if (end < 0 || end >= to) return this.#hold(buffer, at, to);
          this.#headLine(buffer, at, end);
          at = end + 1;
          break;
        }
        case 'length':
        case 'data': {
          const end = Math.min(to, at + this.#left);
          this.#left -= end - at;
          this.body.add(buffer, at, end, this.#state === 'length' && end - at === this.#length);
          at = end;
          if (this.#left > 0) return false;
          if (this.#state === 'data') this.#state = 'gap';
          else this.#finish();
          break;
        }
        case 'close':
          this.body.add(buffer, at, to, false);
          return false;
        case 'done':
          if (at < to) throw new MalformedResponse('bytes after the end of the answer');
          return true;
        default: {
          const end = buffer.indexOf(LF, at);
          if (end < 0 || end >= to) return this.#hold(buffer, at, to);
          this.#line(buffer, at, end);
          at = end + 1;
        }
      }
    }
    return false;
  }

  /** A line of the chunked coding: size, the end of a chunk, or a trailer field. */
  #line(buffer: Buffer, at: number, end: number): void {
    const text = buffer.toString('latin1', at, end).trim();
    if (this.#state === 'gap') {
      if (text !== '') throw new MalformedResponse('a chunk is longer than its size says');
      this.#state = 'line';
    } else if (this.#state === 'trailer') {
      if (text === '') this.#finish();
    } else {
      const size = text.split(';', 1)[0]!.trim();
      if (!/^[0-9a-f]{1,12}$/i.test(size)) throw new MalformedResponse('a chunk without a size');
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? 'trailer' : 'data';
    }
  }

  /** Status line, field or the empty line at the end, `buffer[from, lineTo)` without its LF. */
  #headLine(buffer: Buffer, from: number, lineTo: number): void {
    const end = lineTo > from && buffer[lineTo - 1] === CR ? lineTo - 1 : lineTo;
    const first = this.#headBytes === 0;
    this.#headBytes += lineTo + 1 - from;
    if (this.#headBytes > LARGEST_HEAD_BYTES) throw tooLong(LARGEST_HEAD_BYTES);
    if (first) this.#statusLine(buffer, from, end);
    else if (end === from) this.#afterHead();
    else this.#field(buffer, from, end);
  }

  #statusLine(buffer: Buffer, from: number, to: number): void {
    this.#chunked = false;
    this.#length = -1;
    this.keepAlive = true;
    // 'HTTP/1.1 200': byte by byte, since every answer has one.
    const status =
      (buffer[from + 9]! - 48) * 100 + (buffer[from + 10]! - 48) * 10 + (buffer[from + 11]! - 48);
    const http1 = buffer[from] === 72 && buffer[from + 4] === 47 && buffer[from + 5] === 49;
    if (to - from < 12 || !http1 || !(status >= 100 && status < 600))
      throw new MalformedResponse('the answer is not HTTP/1');
    this.status = status;
    if (buffer[from + 7] === 48) this.keepAlive = false; // HTTP/1.0 closes unless it says otherwise
  }

  /** Fields of other lengths of name are none of ours: no text is made of them. */
  #field(buffer: Buffer, from: number, to: number): void {
    const length = buffer.indexOf(COLON, from) - from;
    if (this.#asked !== null) this.#keepAsked(this.#asked, buffer, from, length, to);
    if (length !== 14 && length !== 10 && length !== 17 && length !== 8 && length !== 16) return;
    if (from + length > to) return;
    const name = buffer.toString('latin1', from, from + length).toLowerCase();
    const value = (): string => buffer.toString('latin1', from + length + 1, to).trim();
    if (name === 'content-length') {
      const text = value();
      if (!/^\d{1,15}$/.test(text)) throw new MalformedResponse('Content-Length is not a number');
      this.#length = Number(text);
    } else if (name === 'connection') {
      const text = value().toLowerCase();
      if (text.includes('close')) this.keepAlive = false;
      else if (text.includes('keep-alive')) this.keepAlive = true;
    } else if (name === 'transfer-encoding') this.#chunked = value().toLowerCase().endsWith('chunked');
    else if (name === 'set-cookie') {
      this.setCookies ??= [];
      this.setCookies.push(value());
    } else if (name === 'location') this.location = value();
    else if (name === 'content-encoding') this.body.coding = value();
  }

  /** Lines of one name are one list (RFC 9110, 5.3). */
  #keepAsked(asked: readonly string[], buffer: Buffer, from: number, length: number, to: number): void {
    if (!asked.some((name) => name.length === length) || from + length > to) return;
    const name = buffer.toString('latin1', from, from + length).toLowerCase();
    if (!asked.includes(name)) return;
    const value = buffer.toString('latin1', from + length + 1, to).trim();
    this.fields ??= new Map();
    const before = this.fields.get(name);
    this.fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }

  #afterHead(): void {
    const { status } = this;
    if (status < 200) {
      // Informational: the answer proper follows.
      this.setCookies = this.location = this.fields = null;
      this.#headBytes = 0;
      return;
    }
    if (status === 204 || status === 304 || this.#ofHead) this.#finish();
    else if (this.#chunked) this.#state = 'line';
    else if (this.#length < 0) {
      this.#state = 'close';
      this.keepAlive = false;
    } else {
      this.body.announce(this.#length);
      this.#left = this.#length;
      if (this.#left === 0) this.#finish();
      else this.#state = 'length';
    }
  }

  #finish(): void {
    this.body.end();
    this.#state = 'done';
  }

  /** Keeps the part of a line that came. @throws MalformedResponse for one that is too long */
  #hold(buffer: Buffer, from: number, to: number): false {
    const bytes = this.#heldBytes + to - from;
    const most = this.#state === 'head' ? LARGEST_HEAD_BYTES - this.#headBytes : LONGEST_LINE_BYTES;
    if (bytes > most) throw tooLong(this.#state === 'head' ? LARGEST_HEAD_BYTES : LONGEST_LINE_BYTES);
    if (bytes > this.#held.length) {
      const larger = Buffer.allocUnsafe(2 * bytes);
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    buffer.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes = bytes;
    return false;
  }
}

const tooLong = (mostBytes: number): MalformedResponse =>
  new MalformedResponse(`more than ${mostBytes} bytes without an end`);
