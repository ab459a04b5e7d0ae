import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { StartError } from './start-error.ts';

/** Fails with one line that names the port and the variable that sets it, before anything is started on it. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  try {
    await close(await listen(port));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code ?? String(error)})`;
    throw new StartError(`Port ${port} ${reason}: set ${variable} to a free port.`, { cause: error });
  }
}

/** Below those that the system gives to connections and to servers that ask for any: until it is used, nobody gets it. */
const PICKED_FROM = { first: 20_000, end: 32_000 } as const;

export async function pickFreePort(): Promise<number> {
  const [port = 0] = await pickFreePorts(1);
  return port;
}

/** So many different ones: each is held until all are found. */
export async function pickFreePorts(
  count: number,
  next: () => number = () => randomInt(PICKED_FROM.first, PICKED_FROM.end),
): Promise<number[]> {
  const held: Server[] = [];
  try {
    while (held.length < count) {
      const server = await listen(next()).catch(passOverTaken);
      if (server) held.push(server);
    }
    return held.map(portOf);
  } finally {
    await Promise.all(held.map(close));
  }
}

function passOverTaken(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
  throw error;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
