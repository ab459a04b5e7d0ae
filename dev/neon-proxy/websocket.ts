import { connect } from 'node:net';
import { createWebSocketStream, type WebSocket } from 'ws';
import type { Upstream } from './pools.ts';
import { createStatementCounter } from './statement-counter.ts';

export interface BridgeOptions {
  upstream: Upstream;
  onStatement(): void;
  /** Withholds the answer to this statement and cuts the connection; undefined never does. */
  cutAtStatement: number | undefined;
}

/** Joins a driver's WebSocket to a PostgreSQL connection, byte for byte, with back-pressure both ways. */
export function bridge(socket: WebSocket, { upstream, onStatement, cutAtStatement }: BridgeOptions): void {
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
  client.on('data', count);
  database.on('data', () => {
    if (cutAtStatement !== undefined && statements >= cutAtStatement) cut();
  });
  client.on('error', cut).on('close', () => database.destroy());
  database.on('error', cut).on('close', () => socket.close(1000));
  client.pipe(database).pipe(client, { end: false });
}
