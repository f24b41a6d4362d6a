/** What `history.jsonl` keeps of a run. Pure. */

import { environmentHash } from '../../saved/environment-hash.ts';
import type { HistoryLine } from '../../saved/history.ts';
import { overallVerdict } from '../../saved/overall-verdict.ts';
import type { SavedResults } from '../../saved/results.ts';
import { kindOf } from '../kinds/kinds.ts';

/** Each cell keeps those of the metrics its kind follows that it has. */
export function historyLine(results: SavedResults): HistoryLine {
  const { followed } = kindOf(results);
  const { environment, subject } = results.fingerprint;
  const verdicts = { pass: 0, fail: 0, invalid: 0 };
  for (const { verdict } of results.cells) verdicts[verdict]++;
  return {
    startedAt: results.startedAt,
    protocol: results.protocol,
    verdict: overallVerdict(results.cells),
    verdicts,
    commit: subject.commit,
    dirty: subject.dirty,
    version: subject.version,
    image: subject.image,
    configuration: subject.configuration,
    environment: environmentHash(environment),
    cells: results.cells.map(({ suite, title, parameters, planHash, verdict, metrics }) => ({
      suite,
      title,
      parameters,
      planHash,
      verdict,
      metrics: Object.fromEntries(
        followed.flatMap((name) => (metrics[name] ? [[name, metrics[name].value]] : [])),
      ),
    })),
  };
}
