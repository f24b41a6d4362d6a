/** A client list as mqttbench reads it: a JSON array, one client a line, round robin over the destinations. */

export interface ListAsked {
  readonly destinations: readonly string[];
  readonly clients: number;
  readonly port: number;
  readonly tls: boolean;
  readonly version: '3.1.1' | '5';
  /** `{client}` is the number of the client. */
  readonly clientId: string;
}

/** Line by line, without line ends. */
export function* clientListLines(asked: ListAsked): Generator<string> {
  const { destinations, clients, port, tls, version, clientId } = asked;
  yield '[';
  for (let client = 0; client < clients; client++) {
    const row = {
      _id: clientId.replaceAll('{client}', String(client)),
      [version === '5' ? 'cleanStart' : 'cleanSession']: true,
      dst: destinations[client % destinations.length],
      dstPort: port,
      useTLS: tls,
      version: version === '5' ? 'TCP5' : 'TCP4',
    };
    yield `${JSON.stringify(row)}${client < clients - 1 ? ',' : ''}`;
  }
  yield ']';
}
