import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FormValue, parseForm } from '../judge/form.ts';

export interface RecordedExchange {
  readonly method: string;
  readonly path: string;
  readonly params: Record<string, FormValue>;
  readonly status: number;
  readonly answer: unknown;
}

export interface Cassette {
  readonly name: string;
  readonly exchanges: readonly RecordedExchange[];
}

interface Row {
  readonly cassette: string;
  readonly stripe_version: string;
  readonly method: string;
  readonly uri: string;
  readonly request_body: string | null;
  readonly status: number;
  readonly response: unknown;
}

/** With basil the billing objects took the shape they have today; what was recorded before is another API. */
const FIRST_VERSION = '2025-03-31.basil';

/** Calls on behalf of another account, which billing never makes. */
const FOREIGN = /connect/;

export function readCassettes(corpus: string): Cassette[] {
  const folder = join(corpus, 'objects');
  const rows = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
    .filter((row) => row.stripe_version >= FIRST_VERSION && !FOREIGN.test(row.cassette));
  const cassettes = Map.groupBy(rows, (row) => row.cassette);
  return [...cassettes].map(([name, recorded]) => ({ name, exchanges: recorded.map(toExchange) }));
}

function toExchange(row: Row): RecordedExchange {
  const url = new URL(row.uri);
  const form = [url.search.slice(1), row.request_body ?? ''].filter((text) => text !== '').join('&');
  return {
    method: row.method.toUpperCase(),
    path: url.pathname,
    params: repair(parseForm(form)),
    status: row.status,
    answer: row.response,
  };
}

/**
 * Items are named by price, for which some callers still said plan; and whoever removed keys from the recordings also
 * took `confirmation_secret` for one.
 */
function repair({ expand, items, ...params }: Record<string, FormValue>): Record<string, FormValue> {
  return {
    ...params,
    ...(Array.isArray(expand) && { expand: expand.map((path) => String(path).replace(/<\w+>/, 'secret')) }),
    ...(Array.isArray(items) && { items: items.map(planToPrice) }),
  };
}

function planToPrice(item: FormValue): FormValue {
  if (typeof item === 'string' || Array.isArray(item)) return item;
  const { plan, ...rest } = item;
  return plan === undefined ? item : { ...rest, price: plan };
}
