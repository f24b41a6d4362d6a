/** What `--broker` and `--site` ask for: one of the kinds, and what is named with it. */
import { redactUrl } from '../text/redact-url.ts';
import type { Kind, Kinds } from './kind.ts';
import type { Target } from './target.ts';

/** Wrong usage: the choice cannot be read, or it does not go with the other options. */
export class TargetChoiceError extends Error {
  override readonly name = 'TargetChoiceError';
}

export interface Choice<Made extends Target, Options> {
  readonly kind: Kind<Made, Options>;
  /** An image, a URL, a command; '' when the choice names nothing. */
  readonly named: string;
}

/** `auto | container[:IMAGE] | …`: the list that help texts and errors give. */
export const choicesOf = ({
  kinds,
}: {
  readonly kinds: readonly Pick<Kind<Target, never>, 'form'>[];
}): string => kinds.map(({ form }) => form.written).join(' | ');

/**
 * Reads a choice.
 * @throws TargetChoiceError naming all there are.
 */
export function readChoice<Made extends Target, Options>(
  { what, kinds }: Kinds<Made, Options>,
  text: string,
): Choice<Made, Options> {
  const choice = text.trim();
  const unreadable = (why: string, cause?: unknown) =>
    new TargetChoiceError(`${what} '${redactUrl(choice)}': ${why}; required one of ${choicesOf({ kinds })}`, {
      cause,
    });
  for (const kind of kinds) {
    try {
      const named = kind.form.read(choice);
      if (named !== null) return { kind, named };
    } catch (error) {
      throw error instanceof RangeError ? unreadable(error.message, error) : error;
    }
  }
  throw unreadable('no such choice');
}

/** Whether a choice is of a kind alone: it has nothing started or asked that whoever wrote it made. */
export function namesNothing<Made extends Target, Options>(all: Kinds<Made, Options>, text: string): boolean {
  try {
    return readChoice(all, text).named === '';
  } catch (error) {
    if (error instanceof TargetChoiceError) return false;
    throw error;
  }
}

/**
 * Reads the choice and holds the other options against it: a target that is not the one asked for measures something else.
 * @throws TargetChoiceError when the choice cannot be read, or its kind cannot honour an option.
 */
export function readFitChoice<Made extends Target, Options extends { readonly choice: string }>(
  all: Kinds<Made, Options>,
  options: Options,
): Choice<Made, Options> {
  const choice = readChoice(all, options.choice);
  const unfit = choice.kind.unfit(choice.named, options);
  if (unfit === null) return choice;
  throw new TargetChoiceError(`${all.what} ${choice.kind.name}: ${unfit}`);
}
