import { redactText } from '../../text/redact.ts';
import { shellWords } from '../../text/shell-words.ts';

/** How to run the files again without `tidemark`: what its options say is in the environment, in `standIns`. */
export function bareCommand(
  files: readonly string[],
  standIns: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = standIns.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [`${name}=${shellWords([redactText(value)])}`];
  });
  return [...named, 'npx vitest run', shellWords(files)].join(' ');
}
