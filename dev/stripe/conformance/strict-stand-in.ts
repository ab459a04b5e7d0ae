import { type StripeStandIn, type StripeStandInOptions, startStripeStandIn } from '../main.ts';
import { createJudge, type Judge } from './judge.ts';
import { createOnlooker, type Onlooker } from './onlooker.ts';
import { startWebhookSink } from './webhook-sink.ts';

export interface StrictStandIn extends StripeStandIn {
  /** Throws, naming all of them, when anything since the last look was not as Stripe would have it. */
  expectNoViolations(): void;
  /** The events delivered since the start, in order. */
  events(): Onlooker['events'];
  eventTypes(): readonly string[];
}

/** Not among `*`: an endpoint has to name thin events. */
const THIN_EVENTS = ['v1.billing.meter.error_report_triggered', 'v1.billing.meter.no_meter_found'];

let judge: Judge | undefined;

/**
 * A stand-in that is judged at every step: each answer, each request it takes, each webhook it sends. Suites call
 * `expectNoViolations` after each test.
 */
export async function startStrictStandIn(
  options: Omit<StripeStandInOptions, 'port' | 'observe'>,
): Promise<StrictStandIn> {
  judge ??= createJudge();
  const onlooker = createOnlooker(judge);
  const sink = await startWebhookSink(onlooker.receive);
  const complaints: string[] = [];
  const standIn = await startStripeStandIn({
    log: (line) => complaints.push(line),
    ...options,
    port: 0,
    observe: onlooker.observe,
    webhookEndpoints: [
      { url: sink.url, secret: 'whsec_judge', enabledEvents: ['*', ...THIN_EVENTS] },
      ...(options.webhookEndpoints ?? []),
    ],
  });
  return {
    ...standIn,
    events: () => onlooker.events,
    eventTypes: () => onlooker.events.map(({ type }) => type),
    expectNoViolations() {
      const violations = [...onlooker.takeViolations(), ...complaints.splice(0)];
      if (violations.length > 0) throw new Error(`Stripe would not have:\n${violations.join('\n')}`);
    },
    async close() {
      await standIn.close();
      await sink.close();
    },
  };
}
