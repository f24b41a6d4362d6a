import { expect, test } from 'vitest';
import type { MeasuredRun } from '../../load/mqtt/result.ts';
import { lineParagraphs } from '../../reporters/analysis/line.ts';
import { recoveryParagraph } from '../../reporters/analysis/recovery.ts';
import { resourceParagraph } from '../../reporters/analysis/resources.ts';
import { targetParagraph } from '../../reporters/analysis/target.ts';
import { validityParagraph } from '../../reporters/analysis/validity.ts';
import { lossParagraph } from '../../reporters/mqtt/loss-paragraph.ts';
import { markdown } from '../../reporters/sections/document.ts';
import type { Results } from '../../saved/results.ts';
import type { Verdict } from '../../saved/slo-row.ts';
import { cellOf, disturbanceShape, edited, resultsOf, sampleResults } from './sample-results.ts';
import type { CellShape } from './sample-shape.ts';

const sweep = (...shapes: (Partial<CellShape> & { clients: number; verdict: Verdict })[]): Results =>
  resultsOf(shapes.map((shape) => cellOf({ qos: 1, medianMs: shape.clients / 500, ...shape })));
const line = (...shapes: Parameters<typeof sweep>): string => lineParagraphs(sweep(...shapes)).join('\n');

test('the highest load that passes and the lowest that fails are named', () => {
  const text = line(
    { clients: 500, verdict: 'pass' },
    { clients: 2000, verdict: 'pass' },
    { clients: 4000, verdict: 'fail', medianMs: 300 },
  );
  expect(text).toMatch(
    /^2,000 clients is the highest load that passes, and 4,000 clients the lowest that fails \(publish\.ack\.p99 was 1230 ms, required < 100 ms \(12\.3 times the bound\)\)\./,
  );
  expect(text).toMatch(
    /From 500 clients to 4,000 clients the acknowledgement time went from .* ms at p50 and .* to (29|30)\d ms at p50/,
  );
});

test('when all loads pass, none that fails was reached; when all fail, no lower one passes; when none is judged, nothing is known', () => {
  expect(line({ clients: 500, verdict: 'pass' }, { clients: 1000, verdict: 'pass' })).toMatch(
    /^Every load that was judged passes, up to 1,000 clients; a load that fails was not reached\./,
  );
  expect(line({ clients: 500, verdict: 'fail' }, { clients: 1000, verdict: 'fail' })).toMatch(
    /^The lowest load that fails is 500 clients, and no lower load passes\./,
  );
  expect(line({ clients: 500, verdict: 'invalid' }, { clients: 1000, verdict: 'invalid' })).toBe(
    'No load could be judged, so it is not known which load passes.',
  );
});

test('verdicts out of the order of load are pointed out', () => {
  const text = line(
    { clients: 500, verdict: 'pass' },
    { clients: 1000, verdict: 'fail' },
    { clients: 2000, verdict: 'pass' },
  );
  expect(text).toContain(
    '2,000 clients passed although 1,000 clients failed. The verdicts do not follow the load',
  );
});

test('the resource nearest to saturation is named, with how it grows', () => {
  const text = resourceParagraph(
    sweep({ clients: 500, verdict: 'pass' }, { clients: 2000, verdict: 'pass' }),
  );
  expect(text).toMatch(
    /^The resource used most was the target's CPU: 5\d\.\d % of one core .*, in 2,000 clients, qos 1\./,
  );
  expect(text).toContain('No bottleneck was found.');
  // The sample's broker uses 25 % of a core and 5,200 kB for each 1,000 clients.
  const growth = /\(\+([\d.]+) for each further 1,000 clients\) .* \(\+([\d,]+) kB\)/.exec(text);
  expect(Number(growth?.[1])).toBeGreaterThan(22);
  expect(Number(growth?.[1])).toBeLessThan(28);
  expect(Number(growth?.[2]?.replace(',', ''))).toBeGreaterThan(4800);
  expect(text).toMatch(
    /one core is full near 3,[5-9]00 clients\. This is an extrapolation and not a measurement\./,
  );
});

test('a bottleneck that is unknown is not told as none', () => {
  const unseen = structuredClone(
    sweep({ clients: 500, verdict: 'pass' }, { clients: 2000, verdict: 'pass' }),
  );
  const evidence = ['nothing of the target could be seen'];
  Object.assign(unseen.cells[0]!.runs[0]!.observation, { bottleneck: { where: 'unknown', evidence } });
  expect(resourceParagraph(unseen)).toContain(
    'Which resource was the bottleneck is unknown in: 500 clients, qos 1 (nothing of the target could be seen).',
  );
  expect(resourceParagraph(unseen)).not.toContain('No bottleneck was found');
});

test('the resources of a machine elsewhere are told by its name', () => {
  const results = structuredClone(sweep({ clients: 500, verdict: 'pass' }));
  const { observation } = results.cells[0]!.runs[0]!;
  const full = observation.system!.cpuIdlePercent.map(() => 2);
  const machine = { ...observation.system!, name: 'db1:9100', cores: 8, networkBusyPercent: [] };
  Object.assign(observation, { elsewhere: true, machines: [{ ...machine, cpuIdlePercent: full }] });
  expect(resourceParagraph(results)).toMatch(
    /^The resource used most was the CPU of db1:9100: 98\.0 % of all cores/,
  );
});

test('a broker that comes back after a disturbance recovers, one that stays slow or was spared does not', () => {
  const borne = disturbanceShape.windows?.map((window) =>
    window.name === 'during' ? { ...window, slower: 20 } : window,
  );
  const recovered = cellOf({ ...disturbanceShape, ...(borne && { windows: borne }) });
  expect(recoveryParagraph(resultsOf([recovered]))).toMatch(
    /The target recovers: "after" is like "before" again \(within 25 %\) and all offered messages are sent\.$/,
  );
  const refused = edited(recovered, (run) => {
    Object.assign(run.windows.measure?.groups.devices?.connect ?? {}, { failed: 40 });
  });
  expect(recoveryParagraph(resultsOf([refused]))).toMatch(
    /did not get the whole disturbance: 40 clients could not connect\.$/,
  );
  expect(recoveryParagraph(resultsOf([cellOf(disturbanceShape)]))).toMatch(
    /the p99 of the delivery was .* ms in "before" \(100 % of the offered rate\), then .* in "during" \(90\.0 % .*, then .* in "after" .*\. "after" is like "before" again \(within 25 %\) and all offered messages are sent, but .* not all messages offered in "during" were sent\.$/,
  );
  const windows = disturbanceShape.windows?.map((window) =>
    window.name === 'after' ? { ...window, slower: 25 } : window,
  );
  expect(
    recoveryParagraph(resultsOf([cellOf({ ...disturbanceShape, ...(windows && { windows }) })])),
  ).toMatch(
    /The target does not recover by the end of "after": its p99 is 2\d\.\d times that of "before" and only 90\.0 % of the offered messages were sent\.$/,
  );
});

test('a target that answers nothing after a disturbance does not recover', () => {
  const silent = edited(cellOf(disturbanceShape), (run) => {
    for (const group of Object.values(run.windows.after?.groups ?? {}))
      Object.assign(group, { latencies: {} });
  });
  expect(recoveryParagraph(resultsOf([silent]))).toMatch(
    /In "after" nothing was answered: the target does not recover\.$/,
  );
});

test('calm windows were not disturbed, and a run without windows says nothing of recovery', () => {
  const windows = disturbanceShape.windows?.map((window) => ({ ...window, slower: 1 }));
  expect(
    recoveryParagraph(resultsOf([cellOf({ ...disturbanceShape, ...(windows && { windows }) })])),
  ).toContain('The target was not disturbed');
  expect(recoveryParagraph(sweep({ clients: 500, verdict: 'pass' }))).toBeNull();
});

test('losses are counted, and their absence is said', () => {
  expect(lossParagraph(sweep({ clients: 600, verdict: 'pass' }))).toBe(
    'All 3,200 expected deliveries arrived. No message was duplicated, out of order or from another run.',
  );
  expect(lossParagraph(sweep({ clients: 600, verdict: 'fail', lost: 7 }))).toMatch(
    /^Of 3,200 expected deliveries 7 never came, most of them \(7\) in 600 clients, qos 1\. From 1 client not a single message arrived\./,
  );
  expect(lossParagraph(sweep({ clients: 600, verdict: 'invalid' }))).toBeNull();
});

test('the generator is held to account: lag, busy loop, and which cells could not be judged', () => {
  const text = validityParagraph(sampleResults());
  expect(text).toMatch(/^The generator wrote its messages at most 0\.\d+ ms late at p99/);
  expect(text).toContain(
    'was busy 20.0 % of the time (in telemetry, 4,000 clients, qos 1), and no agent stalled.',
  );
  expect(text).toContain(
    '1 test could not be judged: telemetry, 4,000 clients, qos 0 (agent 0 (pid 4712) ended by SIGKILL',
  );
  expect(validityParagraph(sweep({ clients: 500, verdict: 'pass' }))).toMatch(
    /Every test could be judged\.$/,
  );
});

test.each<[string, Results]>([
  ['the whole sample', sampleResults()],
  ['one cell', sweep({ clients: 500, verdict: 'pass' })],
  ['all failing', sweep({ clients: 500, verdict: 'fail' }, { clients: 1000, verdict: 'fail' })],
  ['all invalid', sweep({ clients: 500, verdict: 'invalid' }, { clients: 1000, verdict: 'invalid' })],
  ['no cells', resultsOf([])],
])('there are at least two paragraphs of analysis: %s', (_, results) => {
  const analysis = /## Analysis\n\n([\s\S]*?)\n\n## /.exec(markdown(results))?.[1] ?? '';
  expect(analysis.split('\n\n').length).toBeGreaterThanOrEqual(2);
  expect(analysis).not.toMatch(/NaN|undefined|Infinity/);
});

test('what the target did wrong is said, and that it did not survive', () => {
  expect(targetParagraph(sampleResults())).toBeNull();
  const cell = edited(cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 }), (run) => {
    Object.assign(run, {
      targetFaults: ['broker closed 312 connections at 12.4 s'],
      targetDown: 'connection refused',
    });
  });
  expect(targetParagraph(resultsOf([cell]))).toBe(
    'The target itself failed in 1 load: 500 clients, qos 1 (broker closed 312 connections at 12.4 s). After the load it no longer answered in: 500 clients, qos 1.',
  );
});

test('a target that the test started again did not fail by itself', () => {
  const cell = edited(cellOf({ clients: 500, qos: 1, verdict: 'pass', medianMs: 1 }), (run) => {
    Object.assign(run, { targetFaults: ['broker closed 500 connections at 5.0 s'], restartsMs: [5000] });
  });
  expect(targetParagraph(resultsOf([cell]))).toBe(
    'The test started the target again in 1 load: 500 clients, qos 1 (broker closed 500 connections at 5.0 s).',
  );
});

test('of a closed loop neither lag nor offered rate is told, but what it means', () => {
  const closed = resultsOf(
    [500, 2000].map((clients) =>
      edited(cellOf({ clients, qos: 1, verdict: 'pass', medianMs: 1 }), (run) => {
        Object.assign(run.generator, { loop: 'closed' });
      }),
    ),
  );
  expect(validityParagraph(closed)).toMatch(/The load was a closed loop: .* count from the write\./);
  expect(validityParagraph(closed)).not.toMatch(/work was due/);
  expect(lineParagraphs(closed).join()).toContain('333 messages a second were sent in a closed loop.');
});

test.each<[string, (run: MeasuredRun) => void]>([
  [
    'nobody subscribes',
    (run) => {
      for (const group of run.plan.groups) Object.assign(group, { subscribe: undefined });
    },
  ],
  ['payloads are headerless', (run) => void Object.assign(run.generator, { headerless: true })],
])('nothing is said of losses where %s', (_, change) => {
  const cell = edited(cellOf({ clients: 600, qos: 1, verdict: 'pass', medianMs: 1 }), change);
  expect(lossParagraph(resultsOf([cell]))).toBe(
    'No subscriber was to get a message that can be counted, so nothing is known about losses.',
  );
  const report = markdown(resultsOf([cell]));
  expect(report).not.toMatch(/No message was lost|arrived/);
  expect(report).toMatch(/\| +3,200 \| +3,200 \|( +– \|){6} pass/);
});
