/** Drawn once for all tests that look at them. */
import { charts } from '../../reporters/charts/charts.ts';
import { sampleResults } from './sample-results.ts';

export const sampleCharts = charts(sampleResults());
