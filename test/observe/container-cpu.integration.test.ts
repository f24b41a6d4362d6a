import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Conductor } from '../../load/fleet/conductor.ts';
import { HTTP } from '../../load/http/kind.ts';
import { readHttpPlan } from '../../load/http/plan-input.ts';
import { observe } from '../../observe/observer.ts';
import { startSite } from '../../targets/site/start.ts';
import { docker, titled } from '../parts-here.ts';
import { containerOf } from '../targets/container-of.ts';

/** What the kernel charged the container, in seconds: cgroup v2, else v1. */
function chargedSeconds(container: string): number {
  const version2 = `/sys/fs/cgroup/system.slice/docker-${container}.scope/cpu.stat`;
  if (existsSync(version2)) return Number(/usage_usec (\d+)/.exec(readFileSync(version2, 'utf8'))?.[1]) / 1e6;
  return Number(readFileSync(`/sys/fs/cgroup/cpuacct/docker/${container}/cpuacct.usage`, 'utf8')) / 1e9;
}

test.skipIf(!docker)(
  titled('the CPU of a container is that of all its processes', docker, 'no Docker engine answers'),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'container-cpu-'));
    const conductor = new Conductor(HTTP);
    const site = await startSite({ choice: 'container', quota: { cpus: 0.5 } });
    try {
      const container = containerOf(site);
      const observer = await observe({ target: site, protocol: 'http', folder, cell: 'cpu' });
      const before = { seconds: chargedSeconds(container), atMs: performance.now() };
      const tasks = { page: { get: '/accounts/login/', expect: { contains: 'Log in' } } };
      const result = await conductor.run(
        readHttpPlan({ users: 20, tasks, wait: '10ms', measure: '5s', drain: '0s' }, site),
      );
      const after = { seconds: chargedSeconds(container), atMs: performance.now() };
      const { target, broker, missing } = await observer.finish(result);
      const charged = ((after.seconds - before.seconds) / (after.atMs - before.atMs)) * 1e5;
      const inMiddle = target?.cpuPercent.slice(1, 5) ?? [];
      const observed = inMiddle.reduce((sum, percent) => sum + percent, 0) / inMiddle.length;
      expect(observed).toBeGreaterThan(0.85 * charged);
      expect(observed).toBeLessThan(1.15 * charged);
      expect(observed).toBeGreaterThan(35);
      expect(broker).toBeNull();
      expect(missing.join()).not.toContain('$SYS');
    } finally {
      await conductor.dismiss();
      await site.stop();
      rmSync(folder, { recursive: true });
    }
  },
);
