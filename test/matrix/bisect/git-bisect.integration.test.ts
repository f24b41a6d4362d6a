import { expect, test } from 'vitest';
import { gitBisect } from '../../../matrix/bisect/git-bisect.ts';
import { Repository } from '../arms/repository.ts';

const watched = { signal: new AbortController().signal, say: () => {} };
/** Bad is what says so. */
const GREP = ['sh', '-c', '! grep bad app'];

function commits(...texts: readonly string[]) {
  const repository = new Repository();
  const hashes = texts.map((text, index) => repository.commit(`commit ${index + 1}`, { app: text }));
  const bisected = (step: readonly string[], bad = hashes.at(-1)!, good = hashes[0]!) =>
    gitBisect({ root: repository.folder, good, bad, step }, watched);
  return { hashes, bisected };
}

test('the first bad commit is the one after which the step says bad', async () => {
  const { hashes, bisected } = commits('1', '2', 'bad 3', 'bad 4', 'bad 5');
  const first = { commit: hashes[2], subject: 'commit 3' };
  expect(await bisected(GREP)).toMatchObject({ outcome: { kind: 'found', first } });
});

test('of two neighbours the bad one is it, without a step', async () => {
  const { hashes, bisected } = commits('1', 'bad 2');
  const first = { commit: hashes[1], subject: 'commit 2' };
  expect(await bisected(['sh', '-c', 'exit 129'])).toMatchObject({ outcome: { kind: 'found', first } });
});

test('where a step is killed git ends early, and what it said is kept', async () => {
  const { bisected } = commits('1', '2', 'bad 3');
  expect(await bisected(['sh', '-c', 'kill -9 $$'])).toEqual({ said: expect.stringMatching(/137/) });
});

test('where git cannot begin, what it said is kept', async () => {
  const { bisected } = commits('1', '2', 'bad 3');
  expect(await bisected(GREP, 'nowhere')).toEqual({ said: expect.stringMatching(/^git bisect: /) });
});
