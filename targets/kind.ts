import type { Part } from './required-parts.ts';
import type { Target } from './target.ts';

/** How a choice is written on the command line. */
export interface Form {
  /** In a list of choices: 'container[:IMAGE]'. */
  readonly written: string;
  /**
   * What a choice names: an image, a URL, a command; '' when it names nothing. Null: the choice has another form.
   * @throws RangeError that says what is wrong with a choice of this form.
   */
  read(choice: string): string | null;
}

/** A kind of target, like `native`. A new one is a file of its own and a line in the list of kinds. */
export interface Kind<Made extends Target, Options> {
  /** As results name it. */
  readonly name: string;
  readonly form: Form;
  /** `auto` tries this kind. `part` is the one whose absence `TIDEMARK_REQUIRE` turns into a failure. */
  readonly auto?: { readonly part: Part | null };
  /**
   * Which of the options this kind cannot honour: 'a quota wants a container'. Null: it can honour all of them.
   * @throws TargetChoiceError when an option cannot be read.
   */
  unfit(named: string, options: Options): string | null;
  /**
   * `named` is what the form has read. The code that starts targets is imported in here, because the command line and
   * every test file read the list of kinds and most of them start nothing.
   * @throws TargetUnavailable when the target does not come up.
   */
  start(named: string, options: Options): Promise<Made>;
}

/** All kinds of one sort of target. */
export interface Kinds<Made extends Target, Options> {
  /** 'broker', 'site'. */
  readonly what: string;
  readonly kinds: readonly Kind<Made, Options>[];
}
