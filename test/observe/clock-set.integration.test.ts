import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunResult } from '../../load/mqtt/result.ts';
import { observe } from '../../observe/observer.ts';
import { startBroker } from '../../targets/broker/start.ts';
import { observers, titled } from '../parts-here.ts';

afterEach(() => vi.useRealTimers());

const MEASURE_MS = 2000;

test.skipIf(!observers).each([
  ['an hour ahead', 3_600_000],
  ['a day back', -86_400_000],
])(
  titled(
    'a clock that is set %s while a load runs moves nothing that is observed',
    observers,
    'no sysstat or ss',
  ),
  async (_, stepMs) => {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-clock-'));
    const broker = await startBroker({ choice: 'embedded' });
    try {
      const observer = await observe({ target: broker, folder, cell: 'cell' });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + stepMs });
      observer.measureStarts();
      const startedAt = new Date().toISOString();
      await sleep(MEASURE_MS + 200);
      const { target, system, missing } = await observer.finish({
        status: 'measured',
        startedAt,
        plan: { measureMs: MEASURE_MS, groups: [] },
        generator: { pacing: 'timer', perAgent: [], generatorBound: false },
      } as unknown as RunResult);
      expect(missing).toEqual([]);
      for (const series of [
        target && { ...target, values: target.cpuPercent },
        system && { ...system, values: system.cpuIdlePercent },
      ]) {
        const { fromMs, values } = series ?? { fromMs: Number.NaN, values: [] };
        expect(fromMs).toBeLessThan(MEASURE_MS);
        expect(fromMs + 1000 * values.length).toBeGreaterThan(MEASURE_MS / 2);
        expect(values.length).toBeLessThan(60);
      }
    } finally {
      vi.useRealTimers();
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
