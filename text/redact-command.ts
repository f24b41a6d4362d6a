/** Shell commands without what they put into the environment: any of it may be a secret, whatever its name is. */

const REDACTED = '***';
/** A word of the shell, or the part of one that follows `NAME=`. */
const WORD = String.raw`(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s'"\\;&|()])`;
/**
 * Before a command, after `env`, `export` or a separator; and as the containers' engine takes them. A line may name several
 * targets, each by a command of its own: the arms of `compare`.
 */
const ASSIGNED = new RegExp(
  String.raw`((?:^|[\s;&|('"\x60]|--env=|-e|exec:)(?!(?:broker|site)=exec:)[A-Za-z_]\w*=)(?!\*{3}(?:[\s;&|()'"]|$))${WORD}+`,
  'g',
);
const LEADING = new RegExp(String.raw`^([A-Za-z_]\w*)=(${WORD}*)(?:\s+|$)`);
/** What the shell leaves as it is: the value is known before it runs. */
const LITERAL = /^(?:'([^']*)'|"([^"$\x60\\]*)"|([^'"$\x60\\~*?[]*))$/;

/** `TOKEN=x ./serve` reads `TOKEN=*** ./serve`. */
export const redactCommand = (command: string): string => command.replace(ASSIGNED, `$1${REDACTED}`);

export interface ParsedCommand {
  /** What is left for the shell. */
  readonly command: string;
  /** Assignments before the command whose values the shell would not change. */
  readonly environment: Readonly<Record<string, string>>;
  /** First word of the command. */
  readonly program: string;
}

/** Takes the assignments off that stand before a command, so that their values need not be in the list of processes. */
export function parseCommand(line: string): ParsedCommand {
  const environment: Record<string, string> = {};
  let kept = '';
  let rest = line.trim();
  for (let found = LEADING.exec(rest); found !== null; found = LEADING.exec(rest)) {
    const [whole, name = '', value = ''] = found;
    const after = rest.slice(whole.length);
    // Without a command behind it, it is one of the shell's own variables.
    if (after === '') break;
    const literal = LITERAL.exec(value);
    if (literal === null) kept += whole;
    else environment[name] = literal[1] ?? literal[2] ?? literal[3] ?? '';
    rest = after;
  }
  return { command: kept + rest, environment, program: /^[^\s;&|()]*/.exec(rest)![0] || rest };
}
