import { startNeonProxy } from '../../dev/neon-proxy/main.ts';

/** The proxy in a process of its own, as the peer's pooler is; prints its address and ends with its input. */
const proxy = await startNeonProxy({
  postgres: { host: '127.0.0.1', port: Number(process.env.POSTGRES_PORT) },
});
console.log(proxy.url);
process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
