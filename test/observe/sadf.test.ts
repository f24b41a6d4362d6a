import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSadf } from '../../observe/sadf.ts';
import { lateMs } from '../../observe/sar.ts';

// Recorded with sysstat 12.6.1 on 2 CPUs, one disk, five interfaces; network traffic of the second sample written in.
const RECORDED = readFileSync(new URL('sadf.json', import.meta.url), 'utf8');

describe('the figures of sadf', () => {
  test('are one value a second, for every series', () => {
    const { series, networkBusyPercent } = parseSadf(RECORDED);
    for (const values of [...Object.values(series), networkBusyPercent]) expect(values).toHaveLength(3);
  });

  test('are the CPUs together, and the least idle of them', () => {
    const { series } = parseSadf(RECORDED);
    expect(series.cpuUserPercent).toEqual([17.59, 32.32, 48.45]);
    expect(series.cpuSystemPercent).toEqual([9.05, 22.73, 22.68]);
    expect(series.cpuIdlePercent).toEqual([70.35, 39.9, 28.35]);
    expect(series.cpuLeastIdlePercent).toEqual([54.55, 2, 9.18]);
  });

  test('are what the host took from the CPU it took most from', () => {
    expect(parseSadf(RECORDED).series.cpuStolenPercent).toEqual([1, 3, 1.04]);
  });

  test('are bytes, whatever unit sysstat writes', () => {
    const { series } = parseSadf(RECORDED);
    expect(series.diskReadBytesPerSecond[0]).toBe(28_700 * 1024);
    expect(series.diskWriteBytesPerSecond[0]).toBe(32 * 1024);
    expect(series.networkReceiveBytesPerSecond[1]).toBe((100 + 25) * 1024);
    expect(series.networkTransmitBytesPerSecond[1]).toBe((100 + 50) * 1024);
  });

  test('take the busiest disk and the fullest interface', () => {
    const { series, networkBusyPercent } = parseSadf(RECORDED);
    expect(series.diskBusyPercent).toEqual([6.4, 6.8, 1.2]);
    expect(networkBusyPercent).toEqual([0, 41, 0]);
  });

  test('say when the first sample was taken', () => {
    expect(new Date(parseSadf(RECORDED).firstStampMs).toISOString()).toBe('2026-11-20T23:17:01.000Z');
  });

  test('count a disk once when another is stacked on it', () => {
    const stacked = RECORDED.replaceAll(
      '"disk": [',
      '"disk": [{"disk-device": "dm-0", "rd_sec": 9e9, "wr_sec": 0, "util-percent": 99},',
    );
    expect(stacked).not.toBe(RECORDED);
    expect(parseSadf(stacked).series).toEqual(parseSadf(RECORDED).series);
  });

  test('repeat a sample that covers several seconds, so that later ones stay in place', () => {
    const held = RECORDED.replace(
      '"time": "23:17:02", "utc": 1, "interval": 1',
      '"time": "23:17:03", "utc": 1, "interval": 2',
    );
    expect(parseSadf(held).series.cpuIdlePercent).toEqual([70.35, 39.9, 39.9, 28.35]);
  });

  test.each([3601, -86_399, 0])(
    'take a sample of %d s, during which the clock was set, for one second',
    (interval) => {
      const recorded = JSON.parse(RECORDED);
      recorded.sysstat.hosts[0].statistics[1].timestamp.interval = interval;
      expect(parseSadf(JSON.stringify(recorded)).series.cpuIdlePercent).toEqual([70.35, 39.9, 28.35]);
    },
  );

  test('are refused when there is no sample', () => {
    expect(() => parseSadf('{"sysstat": {"hosts": [{"statistics": []}]}}')).toThrow('holds no sample');
    expect(() => parseSadf('Invalid system activity file')).toThrow(SyntaxError);
  });
});

describe('a recording begins later than it was started', () => {
  test.each([
    ['within the second of its first stamp', 12_000, 10_700, 300],
    ['not at all where the stamp is cut', 11_000, 10_300, 0],
    ['by some seconds on a machine that is busy', 15_000, 10_700, 3300],
    ['not by what the clock was set ahead meanwhile', 3_612_000, 10_700, 0],
    ['nor by what it was set back', -86_400_000, 10_700, 0],
  ])('%s', (_, firstStampMs, startedAtMs, expected) => {
    expect(lateMs(firstStampMs, startedAtMs)).toBe(expected);
  });
});
