/** Whether anything answers where a plan's users go. */
import type { HttpPlan } from './plan.ts';
import { Visit } from './visit.ts';

const WITHIN_MS = 5000;

/** null = it began to answer, be it an error page or half of one: that is for the run to count. Else why not. */
export function whyNoAnswer(plan: HttpPlan): Promise<string | null> {
  return new Promise((resolve) => {
    const visit = new Visit(plan, (cause) => {
      clearTimeout(timer);
      visit.hangUp();
      resolve(cause);
    });
    const timer = setTimeout(() => visit.timeOut(), WITHIN_MS);
    visit.ask();
  });
}
