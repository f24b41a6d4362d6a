import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { startIn } from './command.ts';

/** A Node that says it is of this version. */
const nodeOf = (version: string): string =>
  `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;

test.concurrent.for(['14.21.3', '20.20.2', '22.21.1'])(
  'Node %s is one line that names what is needed and what is there, and 125',
  async (version) => {
    const folder = temporaryFolder('old-node-');
    const { code, stdout, stderr } = await startIn(folder, ['run'], { NODE_OPTIONS: nodeOf(version) }).ended;
    expect(stderr).toMatch(/^tidemark: Node 22\.22 or newer is required, this is .*\n$/);
    expect(stderr).toContain(`this is ${version}.`);
    expect({ code, stdout }).toEqual({ code: 125, stdout: '' });
  },
);
