/** The campaign: every fault, in the order of its table. */
import { clockSetBack, clockSetForward } from './clock-set.ts';
import { closedPipe } from './closed-pipe.ts';
import { controlCharacters } from './control-characters.ts';
import { daemon } from './daemon.ts';
import { endlessAnswers } from './endless-answers.ts';
import type { Fault } from './fault.ts';
import { foreignLeftovers } from './foreign-leftovers.ts';
import { fullDisk } from './full-disk.ts';
import { fullOutput } from './full-output.ts';
import { damagedInput } from './fuzz.ts';
import { hostileSubmissions } from './hostile-submission.ts';
import { lockOfAnother } from './lock-of-another.ts';
import { patterns } from './patterns.ts';
import { removedFolder } from './removed-folder.ts';
import { rubricBomb } from './rubric-bomb.ts';
import { sameFolder } from './same-folder.ts';
import { stoppedAgents } from './stopped-agent.ts';
import { unwritableJunit } from './unwritable-junit.ts';

export const FAULTS: readonly Fault[] = [
  foreignLeftovers,
  lockOfAnother,
  fullDisk,
  fullOutput,
  closedPipe,
  unwritableJunit,
  removedFolder,
  sameFolder,
  controlCharacters,
  ...stoppedAgents,
  clockSetBack,
  clockSetForward,
  ...endlessAnswers,
  daemon,
  hostileSubmissions,
  rubricBomb,
  patterns,
  ...damagedInput,
];
