/** The options of `tidemark client-list`. */
import type { Command } from 'commander';
import { isHost } from '../load/mqtt/client-list/host.ts';
import type { ListAsked } from '../load/mqtt/client-list/write.ts';
import { readInteger, UsageError } from './arguments.ts';

interface Given {
  readonly dest: string;
  readonly clients: number;
  readonly port?: number;
  readonly tls?: boolean;
  readonly mqtt: string;
  readonly id: string;
}

export function addClientList(program: Command, clientList: (asked: ListAsked) => Promise<void>): void {
  program
    .command('client-list')
    .description('write a client list as mqttbench reads it: clients round robin over destinations')
    .requiredOption('--dest <hosts>', 'hosts, separated by commas')
    .requiredOption('--clients <count>', 'how many clients', readInteger('--clients'))
    .option('--port <port>', 'of every destination (default: 1883, with TLS 8883)', readInteger('--port'))
    .option('--tls', 'clients use TLS')
    .option('--mqtt <version>', '3.1.1 or 5', '5')
    .option('--id <template>', 'client ids', 'client{client}')
    .action(async ({ dest, clients, port, tls = false, mqtt, id }: Given) => {
      const destinations = dest.split(',').map((host) => host.trim());
      const bad = destinations.find((host) => !isHost(host));
      if (bad !== undefined)
        throw new UsageError(
          `--dest: hosts separated by commas are required, like broker-1,broker-2; got '${bad}'.`,
        );
      if (mqtt !== '3.1.1' && mqtt !== '5')
        throw new UsageError(`--mqtt: 3.1.1 or 5 is required; got ${mqtt}.`);
      if (!id.includes('{client}') && clients > 1)
        throw new UsageError(`--id: {client} is required for ${clients} clients; got '${id}'.`);
      if (port !== undefined && port > 65_535)
        throw new UsageError(`--port: a port of 1 to 65,535 is required; got ${port}.`);
      await clientList({
        destinations,
        clients,
        port: port ?? (tls ? 8883 : 1883),
        tls,
        version: mqtt,
        clientId: id,
      });
    });
}
