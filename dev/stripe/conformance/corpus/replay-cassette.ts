import { isRecord } from '../judge/violations.ts';
import type { Judge } from '../judge.ts';
import { arrange, type PriceBook } from './arrange.ts';
import { IdTranslation } from './id-translation.ts';
import { isOurPath } from './our-resources.ts';
import type { Cassette, RecordedExchange } from './recorded-exchange.ts';
import { REPLAY_DIFFERENCES } from './replay-differences.ts';
import { pointerToPath, shapeOf } from './shape.ts';
import type { WireAnswer, WireClient } from './wire-client.ts';

export interface Replay {
  readonly replayed: number;
  /** What the stand-in answered otherwise than Stripe did. */
  readonly differences: readonly string[];
}

/** Makes the recorded calls again, in order, and compares status, error and fields of the answers. */
export async function replayCassette(
  cassette: Cassette,
  world: { readonly judge: Judge; readonly prices: PriceBook; readonly call: WireClient },
): Promise<Replay> {
  const ids = new IdTranslation();
  const differences: string[] = [];
  let replayed = 0;
  for (const exchange of cassette.exchanges) {
    if (!isReplayable(exchange, world.judge)) continue;
    if (!(await arrange(exchange, ids, world.prices, world.call))) continue;
    const path = ids.translatePath(exchange.path);
    const answer = await world.call(exchange.method, path, ids.translate(exchange.params));
    ids.learnFrom(exchange.answer, answer.body);
    replayed += 1;
    const title = `${exchange.method} ${exchange.path}`;
    differences.push(
      ...compare(exchange, answer, world.judge).map((difference) => `${title}: ${difference}`),
    );
  }
  return { replayed, differences };
}

export function isReplayable({ method, path, params }: RecordedExchange, judge: Judge): boolean {
  if (path === '/v1/payment_methods' && params.type !== 'card') return false;
  return isOurPath(path) && judge.request({ method, path, params }).length === 0;
}

function compare(recorded: RecordedExchange, ours: WireAnswer, judge: Judge): string[] {
  if (recorded.status !== ours.status) {
    return [`${ours.status} instead of ${recorded.status}: ${JSON.stringify(ours.body).slice(0, 300)}`];
  }
  const { method, path, answer } = recorded;
  if (recorded.status !== 200) return compareErrors(recorded.answer, ours.body);
  const gone = judge.unknownFields({ method, path, body: answer }).map(pointerToPath);
  const known = shapeOf(ours.body);
  return [...shapeOf(answer)]
    .filter(
      (field) => !known.has(field) && !gone.some((path) => field === path || field.startsWith(`${path}.`)),
    )
    .filter((field) => !REPLAY_DIFFERENCES.some((difference) => difference.field.test(field)))
    .map((field) => `lacks ${field}`);
}

function compareErrors(recorded: unknown, ours: unknown): string[] {
  return ['type', 'code', 'decline_code', 'param']
    .filter((field) => errorField(recorded, field) !== errorField(ours, field))
    .map((field) => `error.${field} is ${errorField(ours, field)} instead of ${errorField(recorded, field)}`);
}

function errorField(body: unknown, field: string): string {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  return JSON.stringify(error[field]);
}
