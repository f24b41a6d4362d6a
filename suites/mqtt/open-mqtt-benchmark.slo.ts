/**
 * The scenarios of the Open MQTT Benchmark Suite by their names, the same over TLS, and fan-in: docs/benchmark-suites.md.
 * `tidemark matrix suites/mqtt/open-mqtt-benchmark.slo.ts --scenario p2p-2K-2K-2K-2K` runs one of any size.
 */
import { expect, settings, slo, sweep } from 'tidemark';
import { sizes } from '../profile.ts';
import { groupsOf, readScenario, scenarioOver } from './benchmark-scenario.ts';

const { scenarios, ramp, ...phases } = sizes.openMqttBenchmark;

/** The suite asks for mean and p90, and for what succeeded. It has no bounds; these are ours. */
const connectedAt = (perSecond: number) =>
  slo({
    'connect.mean': '< 100ms',
    'connect.p90': '< 200ms',
    'connect.rate': `>= ${0.9 * perSecond}/s`,
    'connect.failed': '= 0',
  });
const delivered = slo({
  'delivery.mean': '< 50ms',
  'delivery.p90': '< 100ms',
  'delivery.p99': '< 150ms',
  acknowledged: '>= 99% of offered',
  'connect.failed': '= 0',
  lost: '= 0',
});

/** Each member of a shared subscription gets its part. */
const fair = slo({ 'shared.fairness': '>= 0.95' });

/** A broker that runs already is reached as it listens. */
const { broker: choice } = settings();
const { url, command } = /^(?<url>mqtts?|wss?):|^(?<command>exec):/.exec(choice)?.groups ?? {};
const transport = command
  ? 'tcp'
  : ({ mqtt: 'tcp', mqtts: 'tls', ws: 'ws', wss: 'wss' } as const)[url as 'mqtt' | 'mqtts' | 'ws' | 'wss'];
const scenario = [...new Set(scenarios.map((name) => (transport ? scenarioOver(transport, name) : name)))];

sweep(
  'Open MQTT Benchmark Suite',
  { scenario },
  async ({ scenario: name }, { broker, load }) => {
    const scenario = readScenario(name);
    const groups = groupsOf(scenario, broker.kind === 'embedded');
    if (scenario.kind === 'conn') {
      const { connectsPerSecond: perSecond } = scenario;
      const promise = connectedAt(perSecond);
      expect(await load.mqtt({ target: broker, groups, ramp: `${perSecond}/s`, ...phases })).toMeet(promise);
    } else {
      const result = await load.mqtt({ target: broker, groups, ramp, ...phases });
      expect.soft(result).toMeet(delivered);
      if (scenario.kind === 'sharedsub') expect.soft(result).toMeet(fair);
    }
  },
  { brokerOptions: ({ scenario: name }) => (url ? {} : { transport: readScenario(name).transport }) },
);
