import type { SavedResults } from '../../saved/results.ts';
import { lineParagraphs } from '../analysis/line.ts';
import { recoveryParagraph } from '../analysis/recovery.ts';
import { resourceParagraph } from '../analysis/resources.ts';
import { searchParagraphs } from '../analysis/search.ts';
import { targetParagraph } from '../analysis/target.ts';
import { validityParagraph } from '../analysis/validity.ts';
import { kindOf, withoutChanges } from '../kinds/kinds.ts';
import { text } from '../markdown/inline.ts';
import { section } from '../markdown/layout.ts';
import { withPoints, withTrials } from '../sweeps/search-as-sweep.ts';

/** What the figures say, in words; every sentence follows from the saved results. */
export function analysisSection(results: SavedResults): string {
  const { sections } = kindOf(results);
  const [trials, points] = [withTrials(results), withPoints(results)];
  const loads = withoutChanges(trials);
  const changesAlone = loads.cells.length === 0 && trials.cells.length > 0;
  const paragraphs = [
    ...(changesAlone ? [] : lineParagraphs(loads)),
    ...searchParagraphs(results),
    ...(sections.changesAnalysis?.(results) ?? []),
    changesAlone ? null : resourceParagraph(loads),
    targetParagraph(points),
    recoveryParagraph(points),
    sections.accountAnalysis({ trials, points }),
    validityParagraph(points),
  ];
  return section('Analysis', ...paragraphs.map((paragraph) => paragraph && text(paragraph)));
}
