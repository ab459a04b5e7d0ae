import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { pickFreePort, pickFreePorts } from './free-port.ts';

/** Where Linux begins to take ports for connections and for servers that ask for any: net.ipv4.ip_local_port_range. */
const FIRST_OF_THE_SYSTEM = 32_768;

it('a picked port is one that nobody is given by chance until it is used', async () => {
  const ports = await pickFreePorts(20);
  for (const port of [...ports, await pickFreePort()]) {
    expect(port).toBeGreaterThan(1_024);
    expect(port).toBeLessThan(FIRST_OF_THE_SYSTEM);
  }
});

it('ports that are picked together differ, and one that is taken is passed over', async () => {
  const [taken = 0, one = 0, other = 0] = await pickFreePorts(3);
  const wanted = [taken, one, taken, one, other];
  const server = createServer().listen(taken, '127.0.0.1');
  try {
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await pickFreePorts(2, () => wanted.shift() ?? 0)).toEqual([one, other]);
  } finally {
    server.close();
  }
});
