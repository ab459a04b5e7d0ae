import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StripeStandInOptions } from '../stripe/main.ts';

type Observers = Pick<StripeStandInOptions, 'observe' | 'observeWebhook'>;

/**
 * Has every call, answer and webhook of the world's Stripe judged, and writes what was not as Stripe would have it to a
 * file, a line each and at once: whoever runs the world looks there. The judge is loaded only when it is wanted.
 */
export async function judgeStripe(file: string | undefined): Promise<Observers> {
  if (file === undefined) return {};
  const { createJudge } = await import('../stripe/conformance/judge.ts');
  const { createOnlooker } = await import('../stripe/conformance/onlooker.ts');
  mkdirSync(dirname(file), { recursive: true });
  const onlooker = createOnlooker(createJudge());
  const report = () => {
    for (const violation of onlooker.takeViolations()) appendFileSync(file, `${violation}\n`);
  };
  return {
    observe(exchange) {
      onlooker.observe(exchange);
      report();
    },
    observeWebhook(webhook) {
      onlooker.receive(webhook);
      report();
    },
  };
}
