import { existsSync } from 'node:fs';

export interface StripeStandIn {
  url: string;
  runDue(): Promise<void>;
  close(): Promise<void>;
}

export interface StripeOptions {
  now(): Date;
  webhook: { url: string; secret: string };
}

/** The stand-in as soon as it is there. */
export async function startStripe({ now, webhook }: StripeOptions): Promise<StripeStandIn> {
  const module = new URL('../stripe/main.ts', import.meta.url);
  if (!existsSync(module)) {
    return { url: 'http://127.0.0.1:9', runDue: async () => undefined, close: async () => undefined };
  }
  const { startStripeStandIn } = await import(module.href);
  return startStripeStandIn({ port: 0, now, webhookEndpoints: [{ ...webhook, enabledEvents: ['*'] }] });
}
