/** A target made fit for many trials: it says when it died, and can be started again behind the same object. */
import type { Target } from './target.ts';
import type { TrialTarget } from './trial-target.ts';

export type Revivable<Made extends Target> = Made & Required<Pick<TrialTarget, 'died' | 'revive'>>;

interface Lasting<Made> {
  /** Gives it what it kept; `stop` of the one before then has to be harmless. */
  startAgain?(): Promise<Made>;
}

/**
 * `start` is called once here, and again by `revive`, with the port it had before, unless the target starts itself again.
 * Rejects as `start` does.
 */
export async function revivable<Made extends Target & Lasting<Made>>(
  start: (port?: number) => Promise<Made>,
): Promise<Revivable<Made>> {
  let current = await start();
  const revivedAtMs: number[] = [];
  const standIn: Pick<TrialTarget, 'died' | 'revive' | 'revivedAtMs'> = {
    revivedAtMs,
    died: () => isGone(current.pid),
    async revive() {
      revivedAtMs.push(performance.now());
      if (current.startAgain) {
        current = await current.startAgain();
        return;
      }
      const { port } = current;
      await current.stop();
      current = await start(port);
    },
  };
  for (const name of Object.keys(current) as (keyof Made)[]) {
    Object.defineProperty(standIn, name, { enumerable: true, get: () => current[name] });
  }
  return standIn as Revivable<Made>;
}

function isGone(pid: number | null): boolean {
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
