/** A real git repository in a temporary folder, gone with the test file. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gitEnvironment } from '../../../saved/quiet-git.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@localhost',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@localhost',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

export class Repository {
  readonly folder = temporaryFolder('repository-');

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', this.folder, ...args], {
      encoding: 'utf8',
      env: { ...gitEnvironment(), ...IDENTITY },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Full hash. */
  commit(subject: string, files: Readonly<Record<string, string>> = {}): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', subject);
    return this.git('rev-parse', 'HEAD');
  }

  /** What a bisect or a comparison has to leave as it was; where results go is ignored by git. */
  state = (): readonly string[] => [
    this.git('symbolic-ref', '--quiet', 'HEAD'),
    this.git('for-each-ref'),
    this.git('status', '--porcelain'),
    this.git('ls-files', '--stage'),
    this.git('worktree', 'list', '--porcelain'),
  ];
}
