/** What else a shared machine does: bursts of work at random times, about a fifth of one core, until it is killed. */
import { setTimeout as wait } from 'node:timers/promises';

for (;;) {
  await wait(50 + Math.random() * 500);
  const until = performance.now() + 10 + Math.random() * 120;
  while (performance.now() < until) Math.sqrt(Math.random());
}
