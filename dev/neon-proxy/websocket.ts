import { connect } from 'node:net';
import { createWebSocketStream, type WebSocket } from 'ws';
import type { Upstream } from './pools.ts';
import { createStatementCounter } from './statement-counter.ts';

export interface BridgeOptions {
  upstream: Upstream;
  onStatement(): void;
  /** Cuts the connection once it has sent this many statements; undefined never does. */
  cutAfterStatements: number | undefined;
}

/** Joins a driver's WebSocket to a PostgreSQL connection, byte for byte, with back-pressure both ways. */
export function bridge(
  socket: WebSocket,
  { upstream, onStatement, cutAfterStatements }: BridgeOptions,
): void {
  const database = connect({ ...upstream, noDelay: true });
  const client = createWebSocketStream(socket);
  let statements = 0;
  const count = createStatementCounter(() => {
    statements += 1;
    onStatement();
  });
  const cut = () => {
    database.destroy();
    socket.terminate();
  };
  client.on('data', (chunk: Buffer) => {
    count(chunk);
    if (cutAfterStatements !== undefined && statements >= cutAfterStatements) cut();
  });
  client.on('error', cut).on('close', () => database.destroy());
  database.on('error', cut).on('close', () => socket.close(1000));
  client.pipe(database).pipe(client, { end: false });
}
