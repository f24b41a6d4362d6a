/** From samples to figures: medians over the rounds, one figure a scenario and engine. Pure. */
import type { Sample } from './sample.ts';
import { CONNECT, type Scenario, START_UP } from './scenarios.ts';

/** `samples[scenario][engine]`: one a round. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly Sample[]>>;

export interface Figure {
  readonly scenario: string;
  readonly engine: string;
  /** What is counted: the other figures are per one of these. */
  readonly unit: 'connection' | 'message';
  readonly userUs: number;
  readonly systemUs: number;
  readonly cpuUs: number;
  /** Units a second. */
  readonly rate: number;
}

export function figuresOf(scenarios: readonly Scenario[], samples: Samples): Figure[] {
  return scenarios
    .filter(({ name }) => name !== START_UP)
    .flatMap(({ name }) =>
      [...(samples.get(name) ?? [])].map(([engine, list]): Figure => {
        const figure = (unit: Figure['unit'], parts: readonly Part[]): Figure => ({
          scenario: name,
          engine,
          unit,
          userUs: median(parts.map((part) => part.userUs)),
          systemUs: median(parts.map((part) => part.systemUs)),
          cpuUs: median(parts.map((part) => part.userUs + part.systemUs)),
          rate: median(parts.map((part) => part.rate)),
        });
        if (name !== CONNECT) return figure('message', list.map(ofMessages));
        const idle = samples.get(START_UP)?.get(engine) ?? [];
        const start = {
          userUs: median(idle.map((sample) => sample.beforeCpu.userUs)),
          systemUs: median(idle.map((sample) => sample.beforeCpu.systemUs)),
        };
        return figure(
          'connection',
          list.map((sample) => ({
            userUs: (sample.beforeCpu.userUs - start.userUs) / sample.connections,
            systemUs: (sample.beforeCpu.systemUs - start.systemUs) / sample.connections,
            rate: sample.connections / (sample.connectMs / 1000),
          })),
        );
      }),
    );
}

interface Part {
  readonly userUs: number;
  readonly systemUs: number;
  readonly rate: number;
}

const ofMessages = ({ measureCpu, messages, measureMs }: Sample): Part => ({
  userUs: measureCpu.userUs / messages,
  systemUs: measureCpu.systemUs / messages,
  rate: messages / (measureMs / 1000),
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** A Markdown table; ratios are of the CPU of the floor in the same scenario. */
export function figuresTable(
  scenarios: readonly Scenario[],
  figures: readonly Figure[],
  floor: string,
): string {
  const rows = figures.map((figure) => {
    const least = figures.find(({ scenario, engine }) => scenario === figure.scenario && engine === floor);
    const ratio = least ? `${(figure.cpuUs / least.cpuUs).toFixed(2)} x` : '';
    const title = scenarios.find(({ name }) => name === figure.scenario)?.title ?? figure.scenario;
    return [
      title,
      figure.engine,
      figure.userUs.toFixed(1),
      figure.systemUs.toFixed(1),
      figure.cpuUs.toFixed(1),
      ratio,
      `${Math.round(figure.rate).toLocaleString('en-US')} ${figure.unit}s/s`,
    ];
  });
  const head = ['Scenario', 'Engine', 'User us', 'System us', 'CPU us', 'Of the floor', 'Rate'];
  const lines = [head, ['---', '---', '---:', '---:', '---:', '---:', '---:'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
