import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyWebhookSignature } from './verify-webhook.ts';

const SECRET = 'whsec_of_this_test';
const OTHER = 'whsec_of_somebody_else';
const BODY = '{\n  "id": "evt_1",\n  "object": "event"\n}';
const SENT_AT = 1_790_000_000;

/** Signed here by hand, as Stripe documents it, not by the library that is to verify it. */
function sign(body = BODY, { secret = SECRET, at = SENT_AT } = {}): string {
  return createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
}

function verify(signature: string | null, over: { body?: string; secrets?: string[]; age?: number } = {}) {
  return verifyWebhookSignature({
    rawBody: over.body ?? BODY,
    signature,
    secrets: over.secrets ?? [SECRET],
    receivedAt: new Date((SENT_AT + (over.age ?? 0)) * 1_000),
  });
}

describe('verifyWebhookSignature', () => {
  it.each([
    ['one signature', `t=${SENT_AT},v1=${sign()}`],
    ['a wrong one first, the right one second', `t=${SENT_AT},v1=${sign('other')},v1=${sign()}`],
    ['the right one first, a wrong one second', `t=${SENT_AT},v1=${sign()},v1=nonsense`],
    ['another scheme beside it', `t=${SENT_AT},v1=${sign()},v0=${sign('other')}`],
  ])('accepts %s', async (_, header) => {
    expect(await verify(header)).toBe(true);
  });

  it('knows the digest that Stripe publishes for its own test secret', async () => {
    const digest = createHmac('sha256', 'test_secret')
      .update('{"obj1":"hello","obj2":"world"}')
      .digest('hex');
    expect(digest).toBe('bebb1a643997f419b315ddba19e6f5411e1ce7f810ba6d3617ce72823092f363');
  });

  it('accepts a body with characters outside ASCII', async () => {
    const body = '{"id":"evt_1","object":"event","name":"株式会社 é 😀"}';
    expect(await verify(`t=${SENT_AT},v1=${sign(body)}`, { body })).toBe(true);
  });

  it('accepts either secret while one is being rolled', async () => {
    const secrets = [OTHER, SECRET];
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { secrets })).toBe(true);
    expect(await verify(`t=${SENT_AT},v1=${sign(BODY, { secret: OTHER })}`, { secrets })).toBe(true);
  });

  it.each([
    ['no header', null],
    ['an empty header', ''],
    ['a header of another kind', 'Bearer abc'],
    ['the scheme v0 alone', `t=${SENT_AT},v0=${sign()}`],
    ['a wrong signature', `t=${SENT_AT},v1=${'0'.repeat(64)}`],
    ['no timestamp', `v1=${sign()}`],
    ['a timestamp changed after signing', `t=${SENT_AT + 1},v1=${sign()}`],
    ['another secret', `t=${SENT_AT},v1=${sign(BODY, { secret: OTHER })}`],
  ])('refuses %s', async (_, header) => {
    expect(await verify(header)).toBe(false);
  });

  it('refuses a body changed by one space, and an empty one', async () => {
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { body: `${BODY} ` })).toBe(false);
    expect(await verify(`t=${SENT_AT},v1=${sign('')}`, { body: '' })).toBe(false);
  });

  it('accepts what was signed 300 seconds ago and refuses 301', async () => {
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { age: 300 })).toBe(true);
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { age: 301 })).toBe(false);
  });

  it('accepts a signature from a clock ten minutes ahead of ours', async () => {
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { age: -600 })).toBe(true);
  });

  it('refuses everything when there is no secret', async () => {
    expect(await verify(`t=${SENT_AT},v1=${sign()}`, { secrets: [] })).toBe(false);
    expect(await verify(`t=${SENT_AT},v1=${sign(BODY, { secret: '' })}`, { secrets: [''] })).toBe(false);
  });
});
