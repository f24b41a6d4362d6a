/** The forms in which kinds of target are chosen. */
import type { Form } from './kind.ts';

/** One word: `native`. */
export const word = (text: string): Form => ({
  written: text,
  read: (choice) => (choice === text ? '' : null),
});

/** `container`, or `container:IMAGE`. */
export const containerForm = (exampleImage: string): Form => ({
  written: 'container[:IMAGE]',
  read(choice) {
    if (choice === 'container') return '';
    const [scheme, image] = schemeOf(choice);
    if (scheme !== 'container') return null;
    if (/^[\w][\w./:@-]*$/.test(image)) return image;
    throw new RangeError(`container: needs an image, as in container:${exampleImage}`);
  },
});

/** `exec:COMMAND`, for the shell. */
export const commandForm = (exampleCommand: string): Form => ({
  written: 'exec:COMMAND',
  read(choice) {
    const [scheme, command] = schemeOf(choice);
    if (scheme !== 'exec') return null;
    if (command.trim() !== '') return command.trim();
    throw new RangeError(`exec: needs a command, as in exec:${exampleCommand}`);
  },
});

export interface UrlForm {
  /** The first one serves in lists. */
  readonly schemes: readonly [string, ...string[]];
  readonly example: string;
  /** Schemes that a user could mean, and why they are refused. */
  readonly unspoken?: Readonly<Record<string, string>>;
  /** What of a URL the load could not use, in words; null = it uses all of it. */
  readonly unused: (url: URL) => string | null;
}

/** `mqtt://HOST[:PORT]`, perhaps with user name and password. */
export const urlForm = ({ schemes, example, unspoken = {}, unused }: UrlForm): Form => ({
  written: `${schemes[0]}://HOST[:PORT]`,
  read(choice) {
    const [scheme, rest] = schemeOf(choice);
    if (unspoken[scheme] !== undefined) throw new RangeError(unspoken[scheme]);
    if (!schemes.includes(scheme)) return null;
    const url = URL.parse(choice);
    if (url !== null && !decodable(url)) {
      throw new RangeError('a % in user name or password needs two hexadecimal digits after it, as in %25');
    }
    if (url === null || url.hostname === '' || !rest.startsWith('//'))
      throw new RangeError(`the URL needs a host, as in ${example}`);
    const why = unused(url);
    if (why !== null) throw new RangeError(why);
    return choice;
  },
});

/** One URL, or several with commas between them; a comma within one, as in a password, is followed by no scheme. */
export function urlsForm(options: UrlForm): Form {
  const one = urlForm(options);
  return {
    written: one.written,
    read(choice) {
      const urls = urlsIn(choice, options.schemes);
      return urls.every((url) => one.read(url) !== null) ? choice : null;
    },
  };
}

/** The URLs of a list. */
export const urlsIn = (text: string, schemes: readonly string[]): readonly string[] =>
  text.split(new RegExp(`,\\s*(?=(?:${schemes.join('|')})://)`));

const schemeOf = (choice: string): readonly [scheme: string, rest: string] => {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(choice) ?? [];
  return [scheme, rest];
};

/** Percent-encoding (RFC 3986, 2.1) is only read when the target is asked; what is wrong with it is said before. */
function decodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
