import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { type Connection, connectTo, LastingClient } from './lasting-client.ts';

const PATIENCE = { tryForMs: 2_000, triesApartMs: 20 };

function databaseError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('as PostgreSQL says', 1, 'error'), { code });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** What a connection does with the queries that it is sent, one after the other. */
type Answer = () => Promise<string>;

/** A client whose connections answer as told; each that is made is counted, and each that is closed. */
function clientOf(...connections: (Error | Answer[])[]) {
  const seen = { made: 0, closed: [] as number[], lines: [] as string[] };
  const client = new LastingClient(
    async () => {
      const number = seen.made;
      seen.made += 1;
      const answers = connections[number];
      if (answers instanceof Error) throw answers;
      const connection = {
        query: () => answers?.shift()?.() ?? Promise.resolve('done'),
        end: async () => void seen.closed.push(number),
      };
      return connection as unknown as Connection;
    },
    (line) => seen.lines.push(line),
    PATIENCE,
  );
  return { client, seen };
}

const lostAfter = (ms: number) => () => delay(ms).then(() => Promise.reject(systemError('ECONNRESET')));

test('a connection that was refused, as by a wrong password, is made anew for the next query', async () => {
  const { client, seen } = clientOf(databaseError('28P01'), []);
  await expect(client.query('select 1')).rejects.toMatchObject({ code: '28P01' });
  expect(await client.query('select 1')).toBe('done');
  expect(seen.made).toBe(2);
});

test('a query that finds the old connection lost late leaves the new one alone', async () => {
  const slowly = () => delay(300).then(() => 'done');
  const { client, seen } = clientOf([lostAfter(0), lostAfter(100)], [slowly]);
  expect(await Promise.all([client.query('first'), client.query('second')])).toEqual(['done', 'done']);
  expect(seen).toMatchObject({ made: 2, closed: [0] });
});

test('a server that is away is waited for, and that is said once a query', async () => {
  const { client, seen } = clientOf(systemError('ECONNREFUSED'), databaseError('57P03'), []);
  expect(await client.query('select 1')).toBe('done');
  expect(seen.lines).toEqual(['Stripe stand-in: PostgreSQL is waited for: Error: ECONNREFUSED']);
});

test.each([
  ['a query that cannot be sent', new TypeError('Converting circular structure to JSON')],
  ['a host that has no address', systemError('ENOTFOUND')],
])('%s is said at once, and not tried again', async (_name, error) => {
  const { client, seen } = clientOf([() => Promise.reject(error)], []);
  await expect(client.query('select 1')).rejects.toBe(error);
  expect(seen).toMatchObject({ made: 1, lines: [] });
});

const url = (port: number) => `postgres://me@127.0.0.1:${port}/stripe`;

/** A message of PostgreSQL's: its letter, and its length in front of what it says. */
function message(letter: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + body.length);
  return Buffer.concat([Buffer.from(letter), length, Buffer.from(body)]);
}

test('a server that falls silent within a connection is given up, and asked anew', async () => {
  const ready = message('Z', 'I');
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    // Whoever connects is let in, and has the first query answered, which is the connection's own.
    const answers = [
      Buffer.concat([message('R', '\0\0\0\0'), ready]),
      Buffer.concat([message('C', 'SET\0'), ready]),
    ];
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const answer = answers.shift();
      if (answer) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connect = connectTo(url(port), { queryMs: 50 });
  const client = new LastingClient(connect, () => undefined, { tryForMs: 20, triesApartMs: 20 });
  await expect(client.query('select 1')).rejects.toThrow('Query read timeout');
  expect(sockets.length).toBeGreaterThan(1);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}, 5_000);

test('a server that takes a connection and says nothing is given up', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new LastingClient(connectTo(url(port), { connectMs: 50 }), () => undefined, {
    tryForMs: 200,
    triesApartMs: 20,
  });
  await expect(client.query('select 1')).rejects.toThrow('timeout expired');
  expect(sockets.length).toBeGreaterThan(1);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
