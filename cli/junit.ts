import type { FileHandle } from 'node:fs/promises';
import { JUnitReporter } from 'vitest/node';

/**
 * vitest's own, which leaves its file open where it could not write to it, and where no test was run. Node ends a process
 * that forgets an open file, with an exit code that says nothing of the target.
 */
export class Junit extends JUnitReporter implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    const file: FileHandle | undefined = Reflect.get(this, 'fileFd');
    // What could not be written was told.
    await file?.close().catch(() => {});
  }
}
