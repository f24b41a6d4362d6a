/** What answers have given to a user, by the names that its later requests have in braces. */

/** An integer that no double can hold is a bigint. */
export type Value = string | number | boolean | bigint;

export class TakenValues {
  /** Of the log-in. */
  readonly ofSession = new Map<string, Value>();
  /** Of the task under way. */
  readonly ofTask = new Map<string, Value>();

  get(name: string): Value | undefined {
    return this.ofTask.get(name) ?? this.ofSession.get(name);
  }
}
