/** The package as users install it, and the TypeScript of the documents there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allSnippets, snippetsIn } from '../../docs/make/snippets.ts';
import { version } from '../../saved/version.ts';
import { COMPILERS, PackedProject } from './packed-project.ts';

let project: PackedProject;
beforeAll(async () => {
  project = await PackedProject.make();
});
afterAll(() => project[Symbol.dispose]());

/** As strict as a project can be about itself and about what it has installed. */
const STRICT = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
};

test.for(COMPILERS)(
  'blocks of the documents compile in a strict project with TypeScript $version, and what is wrong there does not',
  async ({ path }) => {
    const snippets = allSnippets();
    const names = snippets.map(({ name }, index) => `${index}-${(name ?? 'block.ts').replaceAll('/', '-')}`);
    snippets.forEach(({ code, where }, index) => {
      expect(code, `${where} imports nothing: say in a comment what it completes`).toMatch(
        /^(import|export) /m,
      );
      project.write(names[index]!, code);
    });
    project.write(
      'wrong.ts',
      `import { expect, slo } from 'tidemark';
     slo({ 'publish.ack.p98': '< 100ms' });
     slo({ 'publish.ack.p99': '< 100' });
     expect(1).toMeet({ lost: '= 0' });
     expect(1).toBeAtLeast('many');
     expect(1).toMet(slo({ lost: '= 0' }));`,
    );
    const said = (await project.compile(STRICT, path)).map((line) => {
      const index = names.findIndex((name) => line.startsWith(`${name}(`));
      return index < 0 ? line : `${snippets[index]!.where}: ${line}`;
    });
    expect(said.map((line) => line.match(/^wrong\.ts\((\d),\d+\): error/)?.[1] ?? line)).toEqual([
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  },
);

test('the command of the package starts', async () => {
  expect((await project.tidemark('--version')).stdout).toBe(`${version}\n`);
});

test('the first example of the README runs as it is told there', async () => {
  const [example] = snippetsIn('README.md');
  project.write(example!.name!, example!.shown);
  const { code, stdout, stderr } = await project.tidemark('run', example!.name!, '--broker', 'embedded');
  // How fast this machine is at the moment is nothing to the package.
  expect(stdout, stderr).toMatch(/^(PASS|INVALID|FAIL) +1,000 devices report twice a second/);
  expect(stdout).toMatch(/^ {2}pass +lost 0, required = 0 \(n = 10,000\)$/m);
  expect(stdout).toMatch(/^ {2}results\/mqtt-results\.md$/m);
  expect(stderr).not.toContain('unexpected error');
  expect([0, 1, 125]).toContain(code);
});

test('an old vitest is one line that names what is needed and what is there, and 125', async () => {
  using _old = project.pretend('vitest', '3.2.4');
  const { code, stdout, stderr } = await project.tidemark('run');
  expect(stderr).toMatch(
    /^tidemark: vitest 5\.1 or newer, below 6, is required; vitest 3\.2\.4 is installed\. .*\n$/,
  );
  expect({ code, stdout }).toEqual({ code: 125, stdout: '' });
});
