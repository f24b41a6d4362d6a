/** What a capacity search saves of its answer, beside the metrics of its runs. */
export const ANSWER_METRICS = ['capacity', 'capacity.upper', 'capacity.delivered'] as const;
export type AnswerMetric = (typeof ANSWER_METRICS)[number];

/** `metric` without load, group and window. */
export const isAnswerMetric = (metric: string): metric is AnswerMetric =>
  ANSWER_METRICS.some((name) => name === metric);
