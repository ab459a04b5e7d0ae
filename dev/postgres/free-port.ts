import { createServer } from 'node:net';
import { StartError } from './start-error.ts';

/** Fails with one line that names the port and the variable that sets it, before anything is started on it. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code ?? String(error)})`;
    throw new StartError(`Port ${port} ${reason}: set ${variable} to a free port.`, { cause: error });
  }
}

export async function pickFreePort(): Promise<number> {
  return listenOnce(0);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
