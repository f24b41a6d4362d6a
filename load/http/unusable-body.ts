/** Why the body of an answer cannot be used, in the words in which failures are counted. */
import { mebibytes } from '../../text/format.ts';

/** The answer is not read to its end; the connection cannot be used any more. */
export class UnusableBody extends Error {
  override readonly name: string = 'UnusableBody';
}

export class BodyTooLarge extends UnusableBody {
  constructor(mostBytes: number) {
    super(`body too large: more than ${mebibytes(mostBytes)} MiB (bodyLimit)`);
  }
}

/** There is no room for it beside the bodies that other connections keep. */
export class BodiesTooLarge extends UnusableBody {
  constructor(most: string) {
    super(
      `body too large: with those of other connections, kept at the same time, it takes more than ${most}`,
    );
  }
}

export class UnreadableBody extends UnusableBody {
  constructor(coding: string) {
    super(`body unreadable: its content coding ${coding} cannot be undone`);
  }
}
