/** What the ready pipelines in deploy/ci say, read as YAML. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface GitHub {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface GitLab {
  readonly performance: {
    readonly variables: Readonly<Record<string, string>>;
    readonly before_script: readonly string[];
    readonly script: readonly string[];
    readonly artifacts: { when: string; paths: readonly string[]; reports: { junit: string } };
  };
}

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../deploy/ci/${name}`, import.meta.url), 'utf8'));

export const github = read('github-actions.yml') as GitHub;
export const gitlab = read('gitlab-ci.yml') as GitLab;

const githubScripts = Object.values(github.jobs).flatMap(({ steps }) =>
  steps.flatMap(({ run }) => run ?? []),
);
const gitlabScripts = [...gitlab.performance.before_script, ...gitlab.performance.script];

/** Every shell script of a pipeline, and the one of them that is the gate. */
export const pipelines = [
  { name: 'github-actions.yml', scripts: githubScripts, gate: gateOf(githubScripts), variables: github.env },
  {
    name: 'gitlab-ci.yml',
    scripts: gitlabScripts,
    gate: gateOf(gitlabScripts),
    variables: gitlab.performance.variables,
  },
] as const;

function gateOf(scripts: readonly string[]): string {
  const [gate, ...more] = scripts.filter((script) => script.includes('exit $code'));
  if (gate === undefined || more.length > 0) throw new Error('one gate is expected');
  return gate;
}
