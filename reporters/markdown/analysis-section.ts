import { lineParagraphs } from '../analysis/line.ts';
import { lossParagraph } from '../analysis/loss.ts';
import { recoveryParagraph } from '../analysis/recovery.ts';
import { resourceParagraph } from '../analysis/resources.ts';
import { targetParagraph } from '../analysis/target.ts';
import { validityParagraph } from '../analysis/validity.ts';
import type { Results } from '../results.ts';
import { text } from './inline.ts';
import { section } from './layout.ts';

/** What the figures say, in words; every sentence follows from the saved results. */
export const analysisSection = (results: Results): string =>
  section(
    'Analysis',
    ...[
      ...lineParagraphs(results),
      resourceParagraph(results),
      targetParagraph(results),
      recoveryParagraph(results),
      lossParagraph(results),
      validityParagraph(results),
    ].map((paragraph) => paragraph && text(paragraph)),
  );
