/** `--git-filter`: programs that git may run on the files it checks out. */
import { Option } from 'commander';
import * as git from '../saved/quiet-git.ts';

/** The environment's word for it also reaches what a command starts. */
export const gitFilterOption = (): Option =>
  new Option(
    '--git-filter <names>',
    "filters that git runs on files it checks out, like 'lfs'; default: none",
  ).env(git.ALLOWED);

export const allowFilters = (names: string | undefined): void =>
  git.allowFilters((names ?? '').split(',').map((name) => name.trim()));
