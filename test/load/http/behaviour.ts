/** One a, two b. */
import type { Behaviour } from '../../../load/http/plan.ts';

const behaviour: Behaviour = ({ begun }) => ({ task: begun % 3 === 0 ? 'a' : 'b', waitMs: 10 });
export default behaviour;
