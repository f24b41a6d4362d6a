import { describe, expect, test } from 'vitest';
import { STEP_SUMMARY_BYTES, stepSummary } from '../../../reporters/step-summary/markdown.ts';
import { annotationOf } from '../../../reporters/vitest/annotation.ts';
import { cellOf, sweepShapes } from '../sample-results.ts';

const cells = sweepShapes.map(cellOf);
const summary = { outcome: 'An SLO was breached. 6 passed, 1 failed, 1 invalid.', problems: [], cells };
const headings = (markdown: string): string[] => markdown.match(/^### .*$/gm) ?? [];

describe('the summary of a CI step', () => {
  const markdown = stepSummary(summary, STEP_SUMMARY_BYTES);

  test('has what failed first, then what could not be judged', () => {
    expect(markdown).toMatch(/^\n## tidemark: An SLO was breached\. 6 passed, 1 failed, 1 invalid\.\n/);
    expect(headings(markdown).slice(0, 3)).toEqual([
      '### **fail**: 4,000 clients, qos 1',
      '### **invalid**: 4,000 clients, qos 0',
      '### pass: 500 clients, qos 0',
    ]);
    expect(headings(markdown)).toHaveLength(8);
  });

  test('has what was found below the outcome', () => {
    const found = ['devices: 436 to 456 users.'];
    expect(stepSummary({ ...summary, found }, STEP_SUMMARY_BYTES)).toMatch(
      /^\n## tidemark: An SLO was breached\. .*\n\ndevices: 436 to 456 users\.\n\n### /,
    );
  });

  test('has measured, required, margin and n of every bound', () => {
    expect(markdown).toContain('| rule');
    for (const { slo } of cells) {
      for (const { metric, required, actual } of slo) {
        expect(markdown).toContain(`\`${metric} ${required}\``);
        expect(markdown).toContain(`${actual} |`);
      }
    }
    expect(markdown).toMatch(
      /publish\.ack\.p99 < 100ms` +\| +1270 ms \| +12\.7 times the bound \| +20,000 \| \*\*fail\*\* \|/,
    );
  });

  test('has what kept tests from being judged', () => {
    const broken = { ...summary, cells: [], problems: ['a.slo.ts: Unexpected token'] };
    expect(stepSummary(broken, STEP_SUMMARY_BYTES)).toContain('\n- a.slo.ts: Unexpected token\n');
  });

  test('of hundreds of tests stays below 1 MiB, by whole tables, and says what is left out', () => {
    const many = Array.from({ length: 800 }, (_, n) => ({
      ...cells[n % 8]!,
      title: `test ${n} ${'ü'.repeat(700)}`,
    }));
    const cut = stepSummary({ ...summary, cells: many }, STEP_SUMMARY_BYTES);
    expect(Buffer.byteLength(cut)).toBeLessThan(STEP_SUMMARY_BYTES);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(0.99 * STEP_SUMMARY_BYTES);
    const shown = headings(cut).length;
    expect(cut.match(/^\| rule/gm)).toHaveLength(shown);
    expect(headings(cut).filter((heading) => heading.includes('fail'))).toHaveLength(100);
    const [, count] =
      /\nLeft out, .* 1 MiB: ([\d,]+) pass cells\. The results have all of it\.\n$/.exec(cut) ?? [];
    expect(Number(count?.replace(',', ''))).toBe(800 - shown);
  });

  test('keeps to the room that is left, down to nothing', () => {
    for (let room = 0; room < 6000; room += 41) {
      expect(Buffer.byteLength(stepSummary(summary, room))).toBeLessThanOrEqual(Math.max(0, room - 1));
    }
    expect(stepSummary(summary, 300)).toMatch(
      /^\n## tidemark: .*\n\nLeft out, .*: 1 fail cell, 1 invalid cell and 6 pass cells\./,
    );
    expect(stepSummary(summary, 50)).toBe('');
  });
});

test('an annotation carries the four figures under the name of its metric; a soft breach is a warning', () => {
  const [row] = cells[0]!.slo;
  expect(annotationOf(row!)).toEqual({
    type: 'delivery.p99',
    message: 'pass: measured 3.69 ms, required < 100ms, margin 96.3 % below, n 2,500',
  });
  expect(annotationOf({ ...row!, window: 'after', marginPercent: null }).message).toContain('margin –, n');
  expect(annotationOf({ ...row!, window: 'after' }).type).toBe('delivery.p99 (after)');
  const soft = annotationOf({ ...row!, soft: true, ok: false, verdict: 'fail' });
  expect(soft).toMatchObject({
    type: 'warning',
    message: expect.stringMatching(/^delivery\.p99: fail: measured/),
  });
  expect(annotationOf({ ...row!, actual: 'none: mqtt://u:hunter2@h' }).message).not.toContain('hunter2');
});
