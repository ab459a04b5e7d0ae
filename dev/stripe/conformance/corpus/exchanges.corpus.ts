import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createJudge } from '../judge.ts';
import { type StrictStandIn, startStrictStandIn } from '../strict-stand-in.ts';
import { collectPrices } from './arrange.ts';
import { corpusFolder } from './corpus-folder.ts';
import { readCassettes } from './recorded-exchange.ts';
import { isReplayable, replayCassette } from './replay-cassette.ts';
import { createWireClient } from './wire-client.ts';

const judge = createJudge();
const cassettes = readCassettes(corpusFolder());
const prices = collectPrices(cassettes);
const replayable = cassettes.filter(({ exchanges }) =>
  exchanges.some((exchange) => isReplayable(exchange, judge)),
);

let standIn: StrictStandIn;

beforeAll(async () => {
  standIn = await startStrictStandIn({ now: () => new Date('2026-11-22T10:00:00Z') });
});

afterEach(async () => {
  standIn.expectNoViolations();
  await standIn.reset();
});

afterAll(() => standIn.close());

test.each(replayable.map((cassette) => [cassette.name, cassette] as const))(
  '%s is answered as it was recorded',
  async (_, cassette) => {
    const call = createWireClient(standIn.url);
    const { replayed, differences } = await replayCassette(cassette, { judge, prices, call });
    expect(replayed).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  },
);
