import { startStripeStandIn } from './main.ts';

const DEFAULT_PORT = 12_111;
const TICK_MS = 1_000;

/** The stand-in by itself, on real time: `node --import tsx dev/stripe/start.ts [port]`. */
try {
  await serve(process.argv[2] ?? String(DEFAULT_PORT));
} catch (error) {
  console.error(`Stripe stand-in: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function serve(given: string): Promise<void> {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`port ${given} is none: it is a number from 0 (any free one) to 65535`);
  }
  const standIn = await startStripeStandIn({
    port,
    now: () => new Date(),
    log: (line) => console.warn(line),
  });
  console.info(`Stripe stand-in at ${standIn.url}, in memory, on real time`);

  async function tick(): Promise<void> {
    const due = standIn.nextDueAt();
    if (due !== null && due <= new Date()) await standIn.runDue();
  }
  const timer = setInterval(() => {
    tick().catch((error: unknown) => console.warn(error));
  }, TICK_MS);

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(timer);
      void standIn.close();
    });
  }
}
