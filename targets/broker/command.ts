import { parseCommand } from '../../text/redact-command.ts';
import { commandForm } from '../forms.ts';
import type { BrokerKind } from './broker.ts';
import { wantsContainer, wantsListener, wantsMosquitto, wantsPersistence } from './unfit.ts';

/** A broker started by a user's shell command. */
export const command: BrokerKind = {
  name: 'command',
  form: commandForm('mosquitto -p $PORT'),
  unfit(_, options) {
    const file = wantsMosquitto(options);
    return (
      wantsContainer(options) ??
      (file && `${file}; name the file in the command`) ??
      wantsPersistence(options) ??
      wantsListener(options)
    );
  },
  async start(command) {
    const { runCommand } = await import('../command.ts');
    const { localBroker } = await import('./local-broker.ts');
    const { mqtt } = await import('./ready.ts');
    const running = await runCommand(mqtt, command);
    const broker = localBroker(running, { kind: 'command', name: parseCommand(command).program });
    return { ...broker, mayHaveChildren: true };
  },
};
