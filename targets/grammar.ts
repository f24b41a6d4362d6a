import { redactUrl } from '../text/redact-url.ts';

/** What `--broker` and `--site` ask for; `Word` are the kinds named by one word. */
export type TargetChoice<Word extends string> =
  | { readonly kind: Word }
  /** `image` null: our own, built from a Dockerfile of this project. */
  | { readonly kind: 'container'; readonly image: string | null }
  | { readonly kind: 'external'; readonly url: URL }
  | { readonly kind: 'command'; readonly command: string };

/** What differs between the choices of one target and another. */
export interface Grammar<Word extends string> {
  /** 'broker', 'site'. */
  readonly what: string;
  readonly words: readonly Word[];
  /** URL schemes; the first serves in examples. */
  readonly schemes: readonly [string, ...string[]];
  /** Schemes that could be meant, and why they are refused. */
  readonly unspoken?: Readonly<Record<string, string>>;
  readonly example: { readonly url: string; readonly image: string; readonly command: string };
}

/** Wrong usage: the choice cannot be read, or it does not go with the other options. */
export class TargetChoiceError extends Error {
  override readonly name = 'TargetChoiceError';
}

/** The list every error about a choice names. */
export function choicesOf({ words, schemes }: Grammar<string>): string {
  return [...words, 'container[:IMAGE]', `${schemes[0]}://HOST[:PORT]`, 'exec:COMMAND'].join(' | ');
}

/**
 * Reads a choice.
 * @throws TargetChoiceError naming the list.
 */
export function parseChoice<Word extends string>(text: string, grammar: Grammar<Word>): TargetChoice<Word> {
  const { what, words, schemes, unspoken = {}, example } = grammar;
  const choice = text.trim();
  const unreadable = (why: string) =>
    new TargetChoiceError(`${what} '${redactUrl(choice)}': ${why}; required one of ${choicesOf(grammar)}`);
  const word = words.find((known) => known === choice);
  if (word !== undefined) return { kind: word };
  if (choice === 'container') return { kind: 'container', image: null };
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(choice) ?? [];
  if (scheme === 'container') {
    if (/^[\w][\w./:@-]*$/.test(rest)) return { kind: 'container', image: rest };
    throw unreadable(`container: wants an image, as in container:${example.image}`);
  }
  if (scheme === 'exec') {
    if (rest.trim() !== '') return { kind: 'command', command: rest.trim() };
    throw unreadable(`exec: wants a command, as in exec:${example.command}`);
  }
  const refused = unspoken[scheme];
  if (refused !== undefined) throw unreadable(refused);
  if (schemes.includes(scheme)) {
    const url = URL.parse(choice);
    if (url !== null && !decodable(url)) {
      throw unreadable('a % in user name or password wants two hexadecimal digits after it, as in %25');
    }
    if (url !== null && url.hostname !== '' && rest.startsWith('//')) return { kind: 'external', url };
    throw unreadable(`the URL wants a host, as in ${example.url}`);
  }
  throw unreadable('no such choice');
}

/** Percent-encoding (RFC 3986, 2.1) is only read when the target is asked; what is wrong with it is said before. */
function decodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
