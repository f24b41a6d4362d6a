/** What else a shared machine does: bursts of work at random times, about a sixth of one core, until it is killed. */
import { setTimeout as wait } from 'node:timers/promises';

for (;;) {
  await wait(10 + Math.random() * 90);
  const until = performance.now() + 1 + Math.random() * 20;
  while (performance.now() < until) Math.sqrt(Math.random());
}
