import { relative } from 'node:path';
import type { TestCase, TestSuite } from 'vitest/node';
import type { CellIdentity } from '../../saved/cell-identity.ts';

/** Which cell a collected test will be: as its own process tells it (fixtures/cell/identity.ts). */
export function caseIdentity(testCase: TestCase, suitesFrom: string): CellIdentity {
  const { name, parent, module } = testCase;
  const swept = testCase.meta().tidemark;
  const { title, parameters } = swept ?? { title: name, parameters: {} };
  const groups = groupsOf(parent);
  // The group next to a swept test is the sweep itself.
  const around = swept ? groups.slice(0, -1) : groups;
  return { suite: relative(suitesFrom, module.moduleId), title: [...around, title].join(' > '), parameters };
}

/** From the outermost. */
const groupsOf = (parent: TestCase['parent'] | TestSuite['parent']): readonly string[] =>
  parent.type === 'module' ? [] : [...groupsOf(parent.parent), parent.name];
