/** The agents of a load as their coordinator sees them, wherever they run. They are numbered from 0. */
export interface Fleet<To> {
  /** One an agent; 0 of one that could not be started. */
  readonly pids: readonly number[];
  send(agent: number, message: To): void;
  sendAll(message: To): void;
  /** What is added to an instant of our clock to have the same instant in the agent's. */
  clockOffsetUs(agent: number): number;
  /**
   * After the last result: agents end by themselves, as a profile of them needs; a stuck one is killed after 2 s. Resolves
   * when all are gone: whoever ends first leaves them behind.
   */
  dismiss(): Promise<void>;
  kill(): void;
}

export interface FleetListener<From> {
  message(message: From, agent: number): void;
  /** Once an agent, also when it could not be started. `how`: in words, like 'exit code 1'. */
  exit(how: string, agent: number): void;
}

/** Starts so many agents. `execArgv`: Node flags for each. */
export type Launch = <To extends object, From>(
  agents: number,
  listener: FleetListener<From>,
  execArgv: readonly string[],
) => Fleet<To>;
