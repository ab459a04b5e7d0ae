import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isRecord } from '../judge/violations.ts';
import { createJudge } from '../judge.ts';
import { type StrictStandIn, startStrictStandIn } from '../strict-stand-in.ts';
import { corpusFolder } from './corpus-folder.ts';
import { isOurPath } from './our-resources.ts';
import { readTriggers } from './read-triggers.ts';
import { isOurs, runTrigger } from './run-trigger.ts';
import { createWireClient } from './wire-client.ts';

/** Scripts for what the stand-in does not have yet: bank debits and disputes. */
const NOT_YET = new Set(['payment_intent.processing', 'charge.dispute.created']);

const judge = createJudge();
const triggers = readTriggers(corpusFolder()).filter(
  (trigger) => isOurs(trigger, isOurPath) && !NOT_YET.has(trigger.event),
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

test.each(triggers.map((trigger) => [trigger.event, trigger] as const))(
  'the script for %s makes it happen',
  async (event, trigger) => {
    const call = createWireClient(standIn.url);
    await runTrigger(trigger, judge, call);
    await standIn.runDue();
    const { body } = await call('GET', '/v1/events', { limit: 100 });
    const events = isRecord(body) && Array.isArray(body.data) ? body.data : [];
    expect(events.map((entry: unknown) => isRecord(entry) && entry.type)).toContain(event);
  },
);
