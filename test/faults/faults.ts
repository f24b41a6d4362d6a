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
import { hostileBrokers } from './hostile-broker.ts';
import { hostileClientLists } from './hostile-client-lists.ts';
import { hostileRepository } from './hostile-repository.ts';
import { hostileResults } from './hostile-results.ts';
import { hostileSubmissions } from './hostile-submission.ts';
import { hostileTexts } from './hostile-texts.ts';
import { hostileTls } from './hostile-tls.ts';
import { lockOfAnother } from './lock-of-another.ts';
import { longRun } from './long-run.ts';
import { openFiles } from './open-files.ts';
import { otherPidNamespace } from './other-pid-namespace.ts';
import { patterns } from './patterns.ts';
import { plantedCache } from './planted-cache.ts';
import { removedFolder } from './removed-folder.ts';
import { rubricBomb } from './rubric-bomb.ts';
import { sameFolder } from './same-folder.ts';
import { secrets } from './secrets.ts';
import { stoppedAgents } from './stopped-agent.ts';
import { uncheckedCertificates } from './unchecked-certificates.ts';
import { unwritableJunit } from './unwritable-junit.ts';

export const FAULTS: readonly Fault[] = [
  plantedCache,
  foreignLeftovers,
  otherPidNamespace,
  lockOfAnother,
  hostileRepository,
  secrets,
  uncheckedCertificates,
  fullDisk,
  fullOutput,
  closedPipe,
  unwritableJunit,
  removedFolder,
  sameFolder,
  controlCharacters,
  hostileTexts,
  ...stoppedAgents,
  clockSetBack,
  clockSetForward,
  ...endlessAnswers,
  ...hostileBrokers,
  ...hostileTls,
  openFiles,
  longRun,
  daemon,
  hostileClientLists,
  hostileResults,
  hostileSubmissions,
  rubricBomb,
  patterns,
  ...damagedInput,
];
