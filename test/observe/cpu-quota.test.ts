import { expect, test } from 'vitest';
import { cpuGroupFolders, quotaOf } from '../../observe/cpu-quota.ts';

const FIRST = `tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;
const SECOND = 'cgroup2 /sys/fs/cgroup cgroup2 rw,relatime 0 0\n';

test('the groups of a process are its own and all around it, with cgroups of version 1 and 2', () => {
  expect(cpuGroupFolders('3:cpuset:/\n1:cpu,cpuacct:/docker/ab\n0::/x', FIRST)).toEqual([
    '/sys/fs/cgroup/cpu,cpuacct/docker/ab',
    '/sys/fs/cgroup/cpu,cpuacct/docker',
    '/sys/fs/cgroup/cpu,cpuacct',
  ]);
  expect(cpuGroupFolders('0::/system.slice/docker-ab.scope\n', SECOND)).toEqual([
    '/sys/fs/cgroup/system.slice/docker-ab.scope',
    '/sys/fs/cgroup/system.slice',
    '/sys/fs/cgroup',
  ]);
  expect(cpuGroupFolders('', '')).toEqual([]);
});

test('a quota is read as both versions write it', () => {
  expect(quotaOf('20000 100000\n', '', '')).toBe(20);
  expect(quotaOf('max 100000\n', '', '')).toBeNull();
  expect(quotaOf('', '150000\n', '100000\n')).toBe(150);
  expect(quotaOf('', '-1\n', '100000\n')).toBeNull();
  expect(quotaOf('', '', '')).toBeNull();
});
