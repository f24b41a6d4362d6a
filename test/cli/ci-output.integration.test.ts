/** What CI services show of a run: JUnit, GitHub's annotations and the summary of a step. */
import { describe, expect, test } from 'vitest';
import { STEP_SUMMARY_BYTES } from '../../reporters/step-summary/markdown.ts';
import { marginText } from '../../text/margin.ts';
import { Folder, ready, readySuite, suite, UNOBSERVED } from './command.ts';

const PROMISE = `{ 'publish.ack.p50': '< 1us', 'publish.rate': '>= 50% of offered', lost: '= 0', warn: { 'connect.p50': '< 1us' } }`;
const SUITE = readySuite(PROMISE);
const FIGURES = /^(pass|fail|invalid): measured (.+), required (.+), margin (.+), n ([\d,]+)$/;

/** `<property name="…" value="…">` of each test, entities resolved. */
function propertiesIn(junit: string): Record<string, Record<string, string>> {
  const unescaped = (text = ''): string =>
    text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
  const tests = [...junit.matchAll(/<testcase [^>]*\bname="([^"]*)"[^>]*>(.*?)<\/testcase>/gs)];
  return Object.fromEntries(
    tests.map(([, name, body = '']) => [
      unescaped(name),
      Object.fromEntries(
        [...body.matchAll(/<property name="([^"]*)" value="([^"]*)">/g)].map(([, key, value]) => [
          unescaped(key),
          unescaped(value),
        ]),
      ),
    ]),
  );
}
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

describe.concurrent('JUnit', () => {
  test('has measured, required, margin and n of every bound of every test', async () => {
    const folder = new Folder({ 'a.slo.ts': SUITE }, UNOBSERVED);
    expect((await folder.run('run')).code).toBe(1);
    const { small = {} } = propertiesIn(folder.read('results/junit.xml'));
    const [cell] = folder.results().cells;
    const hard = Object.entries(small).filter(([name]) => name !== 'warning');
    expect(hard.map(([name]) => name)).toEqual(['publish.ack.p50', 'publish.rate', 'lost']);
    for (const [name, value] of hard) {
      const row = cell?.slo.find(({ metric }) => metric === name);
      const [, verdict, measured, required, margin, n] = FIGURES.exec(value) ?? [];
      expect({ verdict, measured, required, n }).toEqual({
        verdict: row?.verdict,
        measured: row?.actual,
        required: row?.required,
        n: row?.n.toLocaleString('en-US'),
      });
      expect(margin).toBe((row && marginText(row)) ?? '–');
    }
    expect(small.warning).toMatch(
      /^connect\.p50: (fail|invalid): measured .* ms, required < 1us, margin .* times the bound, n 6$/,
    );
  });

  test('has the bounds judged after a soft expectation that failed, and the answer of a search alone', async () => {
    const folder = new Folder(
      {
        'a.slo.ts': SUITE.replace(
          'expect(result).toMeet(promise);',
          "expect.soft(result).toMeet(slo({ sent: '= 1' })); expect.soft(result).toMeet(slo({ lost: '= 0', received: '= 2' }));",
        ),
        'b.slo.ts': ready(`
import { capacity, judge, readyLoad, slo } from 'tidemark';
capacity('how many', { from: 5, to: 5 }, async (devices, { cell, load }) => judge(await readyLoad(cell).mqtt({
  measure: '500ms', drain: '100ms',
  groups: { devices: { clients: devices, publish: { topic: 'd', payload: '100B', qos: 1, every: '50ms' } } },
}), slo({ 'publish.ack.p50': '< 1s' })));`),
      },
      UNOBSERVED,
    );
    const ended = await folder.run('run');
    const properties = propertiesIn(folder.read('results/junit.xml'));
    expect(Object.keys(properties.small ?? {}), ended.stdout + ended.stderr).toEqual([
      'sent',
      'lost',
      'received',
    ]);
    expect(Object.keys(properties['how many'] ?? {})).toEqual(['capacity']);
  });
});

describe.concurrent('on GitHub', () => {
  test('a breach is an error and every bound a notice at the line that judges, with the figures', async () => {
    // This one puts its load on a broker.
    const text = suite(PROMISE);
    const folder = new Folder({ 'a.slo.ts': text }, { ...UNOBSERVED, GITHUB_ACTIONS: 'true', CI: 'true' });
    const { code, stderr } = await folder.run('run');
    const line = text.split('\n').findIndex((text) => text.includes('toMeet')) + 1;
    const commands = stderr.split('\n').filter((text) => text.startsWith('::'));
    expect(commands).toEqual([
      expect.stringMatching(
        `^::notice .*a\\.slo\\.ts,line=${line},.*title=publish\\.ack\\.p50::fail: measured .*, required < 1us, margin .*, n `,
      ),
      expect.stringMatching(
        /^::notice .*title=publish\.rate::pass: measured .*, required >= 50%25 of offered \(/,
      ),
      expect.stringMatching(/^::notice .*title=lost::pass: measured 0, required = 0, margin –, n /),
      expect.stringMatching(/^::warning .*::connect\.p50: (fail|invalid): measured /),
      expect.stringMatching(
        `^::error .*a\\.slo\\.ts,.*line=${line},.*publish\\.ack\\.p50 .*required < 1 us.*times the bound`,
      ),
    ]);
    expect(code).toBe(1);
  });

  test('the summary of a step has the figures, after what is there, once', async () => {
    const folder = new Folder(
      { 'a.slo.ts': readySuite(`{ lost: '= 0' }`), 'b.slo.ts': SUITE, summary: 'of a command before\n' },
      { ...UNOBSERVED, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary' },
    );
    await folder.run('run');
    const summary = folder.read('summary');
    expect(summary).toMatch(
      /^of a command before\n\n## tidemark: An SLO was breached\. 1 passed, 1 failed, 0 invalid\.\n/,
    );
    expect(summary.match(/^##+ .*$/gm)).toEqual([
      expect.stringContaining('## tidemark'),
      '### **fail**: b.slo.ts: small',
      '### pass: a.slo.ts: small',
    ]);
    for (const { slo } of folder.results().cells) {
      for (const row of slo) expect(summary).toContain(`\`${row.metric} ${row.required}\``);
    }
  });

  test('a broken build is in the summary, and is an error', async () => {
    const folder = new Folder(
      { 'a.slo.ts': `import { slo } from 'tidemark';\nslo({ lots: '= 0' });` },
      { ...UNOBSERVED, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary' },
    );
    const { code, stderr } = await folder.run('run');
    expect(folder.read('summary')).toMatch(
      /## tidemark: Wrong usage.*\n\n- a\.slo\.ts: Unknown metric "lots"/,
    );
    expect(stderr).toMatch(/^::error .*a\.slo\.ts.*line=2/m);
    expect(stderr.match(/a\.slo\.ts: Unknown metric/g)).toHaveLength(1);
    expect(code).toBe(129);
  });

  test('no run pushes the summary of a step beyond 1 MiB, by whole tables', async () => {
    const many = ready(`
import { judge, readyLoad, slo, sweep } from 'tidemark';
sweep('many', { clients: [1] }, async ({ clients }, { cell }) => {
  const result = await readyLoad(cell).mqtt({
    measure: '300ms', drain: '100ms',
    groups: { devices: { clients, publish: { topic: 'd', payload: '100B', qos: 1, every: '50ms' } } },
  });
  for (let n = 0; n < 500; n++) judge(result, slo({ sent: '> 0', 'publish.ack.p50': '< 1us' }));
});`);
    const before = 'x'.repeat(STEP_SUMMARY_BYTES - 100_000);
    const folder = new Folder(
      { 'a.slo.ts': many, 'b.slo.ts': readySuite(`{ lost: '= 0' }`), summary: before },
      { ...UNOBSERVED, GITHUB_STEP_SUMMARY: 'summary' },
    );
    await folder.run('run');
    const summary = folder.read('summary');
    expect(Buffer.byteLength(summary)).toBeLessThan(STEP_SUMMARY_BYTES);
    expect(summary.slice(before.length)).toMatch(
      /\n### pass: small\n[\s\S]*\nLeft out, .* 1 MiB: 1 \w+ cell\./,
    );
    folder.write({ summary: 'x'.repeat(STEP_SUMMARY_BYTES - 10) });
    const { stderr } = await folder.run('run', 'b.slo.ts');
    expect(stderr).toContain('No room is left in the summary of this step');
    expect(folder.read('summary')).toHaveLength(STEP_SUMMARY_BYTES - 10);
  });
});
