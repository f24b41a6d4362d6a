/** The package as users install it, and the TypeScript of the documents there. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allSnippets } from '../../docs/make/snippets.ts';
import { version } from '../../saved/version.ts';
import { PackedProject } from './packed-project.ts';

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

test('blocks of the documents compile in a strict project, and what is wrong there does not', async () => {
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
  const said = (await project.compile(STRICT)).map((line) => {
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
});

test('the command of the package starts', async () => {
  expect(await project.tidemark('--version')).toBe(`${version}\n`);
});
