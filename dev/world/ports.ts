import { createServer } from 'node:net';
import { type PortVariable, StartError } from './options.ts';

/** Refuses to start, naming the port and its variable, when something else listens there. */
export async function requireFreePort(variable: PortVariable, port: number): Promise<void> {
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
  if (code === undefined) return;
  if (code === 'EADDRINUSE') {
    throw new StartError(`Port ${port} (${variable}) is taken by something else; set ${variable} to a free port.`);
  }
  throw new StartError(`Port ${port} (${variable}) cannot be used: ${code}; set ${variable} to another port.`);
}
