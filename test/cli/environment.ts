export type Environment = Readonly<Record<string, string>>;

/** Of these tests. A command that is carried out in this process has another in its place meanwhile. */
const own = process.env;

/** Of a command: whether these tests run in CI, and what their own run annotates there, is nothing to it. */
export function environmentWith(more: Environment): NodeJS.ProcessEnv {
  const {
    VITEST: _v,
    NODE_ENV: _n,
    MODE: _m,
    CI: _c,
    GITHUB_ACTIONS: _g,
    GITHUB_STEP_SUMMARY: _s,
    ...env
  } = own;
  return { ...env, TIDEMARK_BROKER: 'embedded', TIDEMARK_REQUIRE: '', NO_COLOR: '1', ...more };
}
