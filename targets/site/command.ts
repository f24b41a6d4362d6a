import { parseCommand } from '../../text/redact-command.ts';
import { commandForm } from '../forms.ts';
import type { SiteKind } from './site.ts';
import { wantsContainer, wantsOurContainer, wantsOurSite } from './unfit.ts';

/** A site started by a user's shell command. */
export const command: SiteKind = {
  name: 'command',
  form: commandForm('./manage.py runserver --noreload $PORT'),
  unfit: (_, options) => wantsContainer(options) ?? wantsOurContainer(options) ?? wantsOurSite(options),
  async start(command) {
    const { runCommand } = await import('../command.ts');
    const { localSite } = await import('./local-site.ts');
    const { anySite } = await import('./ready.ts');
    const running = await runCommand(anySite('/'), command);
    const name = parseCommand(command).program;
    return { ...localSite(running, { kind: 'command', name, certificate: null }), mayHaveChildren: true };
  },
};
