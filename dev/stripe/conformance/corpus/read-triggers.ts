import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface TriggerStep {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly params?: Record<string, unknown>;
  /** The call is meant to fail with this, or may. */
  readonly expected_error_type?: string;
}

/** The calls that make an event happen, as Stripe's own command line makes them. */
export interface Trigger {
  readonly event: string;
  readonly steps: readonly TriggerStep[];
}

interface TriggerFile {
  readonly _meta: { readonly aliases?: readonly string[] };
  readonly fixtures: readonly TriggerStep[];
}

/** Scripts that are not called by the event they cause. */
const EVENT_OF_SCRIPT: Readonly<Record<string, string>> = {
  'subscription.payment_succeeded': 'invoice.payment_succeeded',
};

export function readTriggers(corpus: string): Trigger[] {
  const folder = join(corpus, 'triggers');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as TriggerFile;
      const script = basename(name, '.json');
      const events = [EVENT_OF_SCRIPT[script] ?? script, ...(file._meta.aliases ?? [])];
      return events.map((event) => ({ event, steps: file.fixtures }));
    });
}
