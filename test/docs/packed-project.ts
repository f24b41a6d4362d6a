/** A project that has the packed package installed, as a user has it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../docs/make/page.ts';
import { startIn } from '../cli/command.ts';
import type { Ended } from '../cli/in-process.ts';

const run = promisify(execFile);
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Of the versions of TypeScript that projects have. */
export const COMPILERS = [
  { version: 7, path: 'node_modules/typescript/bin/tsc' },
  { version: 5.9, path: 'test/docs/typescript-5/node_modules/typescript/bin/tsc' },
] as const;

export class PackedProject implements Disposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Packs the package and unpacks it in a project; what it names as dependencies, and nothing else, is linked there. */
  static async make(): Promise<PackedProject> {
    const path = mkdtempSync(join(tmpdir(), 'a project '));
    const modules = join(path, 'node_modules');
    mkdirSync(modules);
    await run('npm', ['pack', '--pack-destination', path], { cwd: ROOT });
    await run('sh', ['-c', 'tar xzf tidemark-*.tgz && mv package node_modules/tidemark'], { cwd: path });
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
    const project = new PackedProject(path);
    project.write('package.json', '{ "private": true, "type": "module" }');
    return project;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** What the compiler has against it: one line each. */
  async compile(
    options: Readonly<Record<string, unknown>>,
    compiler: (typeof COMPILERS)[number]['path'] = COMPILERS[0].path,
  ): Promise<readonly string[]> {
    const compilerOptions = { module: 'nodenext', target: 'es2024', noEmit: true, ...options };
    this.write('tsconfig.json', JSON.stringify({ compilerOptions }));
    const args = [join(ROOT, compiler), '-p', '.', '--pretty', 'false'];
    const { stdout } = await run(process.execPath, args, { cwd: this.path }).catch(
      (error: { stdout: string }) => error,
    );
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** A command of the package, there. */
  tidemark(...args: readonly string[]): Promise<Ended> {
    return startIn(this.path, args, {}, join(this.path, 'node_modules/tidemark/cli/tidemark.js')).ended;
  }

  /** In place of the package that is linked there, one of this version that has nothing else. */
  pretend(name: string, version: string): Disposable {
    const folder = join(this.path, 'node_modules', name);
    rmSync(folder);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version }));
    return {
      [Symbol.dispose]() {
        rmSync(folder, { recursive: true });
        symlinkSync(join(ROOT, 'node_modules', name), folder);
      },
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
