import type { AnyResults } from '../../saved/results.ts';
import { changesParagraphs } from '../analysis/changes.ts';
import { failureParagraph } from '../analysis/failures.ts';
import { lineParagraphs } from '../analysis/line.ts';
import { lossParagraph } from '../analysis/loss.ts';
import { recoveryParagraph } from '../analysis/recovery.ts';
import { resourceParagraph } from '../analysis/resources.ts';
import { searchParagraphs } from '../analysis/search.ts';
import { targetParagraph } from '../analysis/target.ts';
import { validityParagraph } from '../analysis/validity.ts';
import { withoutChanges } from '../single-changes.ts';
import { withPoints, withTrials } from '../trials.ts';
import { text } from './inline.ts';
import { section } from './layout.ts';

/** What the figures say, in words; every sentence follows from the saved results. */
export function analysisSection(results: AnyResults): string {
  const [trials, points] = [withTrials(results), withPoints(results)];
  const loads = withoutChanges(trials);
  const changesAlone = loads.cells.length === 0 && trials.cells.length > 0;
  const paragraphs = [
    ...(changesAlone ? [] : lineParagraphs(loads)),
    ...searchParagraphs(results),
    ...(results.protocol === 'http' ? changesParagraphs(results) : []),
    changesAlone ? null : resourceParagraph(loads),
    targetParagraph(points),
    recoveryParagraph(points),
    trials.protocol === 'http' ? failureParagraph(trials) : null,
    points.protocol === 'mqtt' ? lossParagraph(points) : null,
    validityParagraph(points),
  ];
  return section('Analysis', ...paragraphs.map((paragraph) => paragraph && text(paragraph)));
}
