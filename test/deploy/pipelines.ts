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
  readonly jobs: Readonly<Record<'slo' | 'compare', { readonly steps: readonly Step[] }>>;
}
interface GitLabJob {
  readonly extends: string;
  readonly script: readonly string[];
  readonly artifacts?: { readonly reports: { readonly junit: string } };
}
interface GitLab extends Readonly<Record<'slo' | 'compare', GitLabJob>> {
  readonly '.performance': {
    readonly variables: Readonly<Record<string, string>>;
    readonly before_script: readonly string[];
    readonly artifacts: { readonly when: string; readonly paths: readonly string[] };
  };
}

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../deploy/ci/${name}`, import.meta.url), 'utf8'));

export const github = read('github-actions.yml') as GitHub;
export const gitlab = read('gitlab-ci.yml') as GitLab;

const ofGitHub = ({ steps }: GitHub['jobs']['slo']): string[] => steps.flatMap(({ run }) => run ?? []);

/** Every shell script of a pipeline; of each job the last is its gate. */
export const pipelines = [
  {
    name: 'github-actions.yml',
    variables: github.env,
    slo: ofGitHub(github.jobs.slo),
    compare: ofGitHub(github.jobs.compare),
  },
  {
    name: 'gitlab-ci.yml',
    variables: gitlab['.performance'].variables,
    slo: [...gitlab['.performance'].before_script, ...gitlab.slo.script],
    compare: [...gitlab['.performance'].before_script, ...gitlab.compare.script],
  },
] as const;
