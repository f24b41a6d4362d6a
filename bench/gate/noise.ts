/** What else a shared machine does: short bursts of work at random times, about a sixth of one core, until it is killed. */
import { setTimeout as wait } from 'node:timers/promises';

for (;;) {
  await wait(5 + Math.random() * 20);
  const until = performance.now() + 1 + Math.random() * 4;
  while (performance.now() < until) Math.sqrt(Math.random());
}
