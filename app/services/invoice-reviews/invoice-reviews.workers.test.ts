import { beforeAll, describe, expect, test } from 'vitest';
import { brokenStripe } from '../../../dev/testing/broken-stripe.ts';
import { settleWebhooks } from '../../../dev/testing/deliver-webhooks.ts';
import { runTestSync } from '../../../dev/testing/usage.ts';
import { advanceClock, ownerSql, staffActor, testContext } from '../../../dev/testing/workers.ts';
import { provisionCatalog } from '../catalog/provision-catalog.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { resolveReview } from './resolve-review.ts';
import { reviewDueInvoices } from './review-due-invoices.ts';

const MINUTE_MS = 60_000;

let now = new Date('2026-04-15T12:00:00.000Z');

function ctxNow() {
  return testContext({ now });
}

function admin() {
  return testContext({ now, actor: { ...staffActor('admin'), role: 'admin' as const } });
}

/** Time, Stripe and our mirror up to an instant. */
async function goTo(to: Date): Promise<void> {
  await advanceClock(to);
  now = to;
  await settleWebhooks(ctxNow());
}

async function createPublisher() {
  const created = await createCustomer(ctxNow(), {
    email: `${crypto.randomUUID()}@publisher.test`,
    name: 'Lichtspiel',
    planId: 'starter',
    currency: 'usd',
    locale: 'en-US',
    country: 'US',
    paymentMethod: 'pm_card_visa',
  });
  await settleWebhooks(ctxNow());
  return created;
}

/** To the minute after the next renewal: the cycle's invoice is a draft. */
async function renew(customerId: string): Promise<{ id: string; stripeInvoiceId: string; createdAt: Date }> {
  const [subscription] = await ownerSql<{ end: string }>(
    `SELECT to_char(current_period_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "end"
     FROM subscriptions WHERE customer_id = $1`,
    [customerId],
  );
  const end = new Date(subscription?.end ?? '');
  await goTo(new Date(end.getTime() + MINUTE_MS));
  const [draft] = await ownerSql<{ id: string; stripe_invoice_id: string }>(
    `SELECT id, stripe_invoice_id FROM invoices WHERE customer_id = $1 AND status = 'draft'`,
    [customerId],
  );
  return { id: draft?.id ?? '', stripeInvoiceId: draft?.stripe_invoice_id ?? '', createdAt: end };
}

async function lookAt(minutesAfter: number, createdAt: Date) {
  await goTo(new Date(createdAt.getTime() + minutesAfter * MINUTE_MS));
  return reviewDueInvoices(ctxNow());
}

async function reviewOf(invoiceId: string) {
  const [row] = await ownerSql<{ status: string; codes: string | null; resolved_by: string | null }>(
    `SELECT status, resolved_by,
       (SELECT string_agg(f->>'code', ' ') FROM jsonb_array_elements(findings) f) AS codes
     FROM invoice_reviews WHERE invoice_id = $1`,
    [invoiceId],
  );
  return row;
}

async function statusInStripe(stripeInvoiceId: string) {
  const { status, auto_advance } = await ctxNow().stripe.invoices.retrieve(stripeInvoiceId);
  return { status, auto_advance };
}

/** Bills something extra on the draft: $1,000 on a $99 plan. */
async function addThousand(stripeCustomerId: string, invoice: string): Promise<void> {
  await ctxNow().stripe.invoiceItems.create({
    customer: stripeCustomerId,
    invoice,
    currency: 'usd',
    amount: 100_000,
    description: 'A slip of the keyboard',
  });
}

async function parked() {
  const publisher = await createPublisher();
  const draft = await renew(publisher.customerId);
  await runTestSync(ctxNow());
  await addThousand(publisher.stripeCustomerId, draft.stripeInvoiceId);
  const reviewed = await lookAt(53, draft.createdAt);
  return { publisher, draft, reviewed };
}

beforeAll(() => provisionCatalog(ctxNow()).then(() => undefined));

describe('reviewDueInvoices', () => {
  test('an ordinary cycle is not looked at 51 minutes after the renewal, passes at 53, and is paid', async () => {
    const publisher = await createPublisher();
    await reviewDueInvoices(ctxNow());
    const draft = await renew(publisher.customerId);
    await runTestSync(ctxNow());
    expect(await lookAt(51, draft.createdAt)).toMatchObject({ passed: 0 });
    expect(await lookAt(53, draft.createdAt)).toEqual({
      passed: 1,
      parked: 0,
      flagged: 0,
      failures: [],
      moreDue: false,
    });
    expect(await reviewDueInvoices(ctxNow())).toMatchObject({ passed: 0 });
    await goTo(new Date(draft.createdAt.getTime() + 3 * 60 * MINUTE_MS));
    expect((await statusInStripe(draft.stripeInvoiceId)).status).toBe('paid');
  });

  test('$1,099 after $99 is parked with the figures, stays a draft, and staff is told once', async () => {
    const { draft, reviewed } = await parked();
    expect(reviewed).toMatchObject({ parked: 1, failures: [] });
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'parked', codes: 'much_larger' });
    await goTo(new Date(now.getTime() + 2 * 86_400_000));
    expect(await statusInStripe(draft.stripeInvoiceId)).toEqual({ status: 'draft', auto_advance: false });
    const told = await ownerSql(
      `SELECT channel, payload ->> 'title' AS title, payload ->> 'path' AS path FROM notifications
       WHERE dedupe_key LIKE $1 ORDER BY channel`,
      [`invoice_review:${draft.id}:parked:%`],
    );
    const alert = {
      title: expect.stringMatching(new RegExp(`: invoice ${draft.stripeInvoiceId} is parked$`)),
      path: `/admin/billing/reviews#review-${draft.id}`,
    };
    expect(told).toEqual([
      { channel: 'in_app', ...alert },
      { channel: 'slack', ...alert },
    ]);
  });

  test('usage that is not read up to the period’s end parks the invoice', async () => {
    const publisher = await createPublisher();
    const draft = await renew(publisher.customerId);
    expect(await lookAt(53, draft.createdAt)).toMatchObject({ parked: 1 });
    expect(await reviewOf(draft.id)).toMatchObject({ codes: 'usage_not_synced' });
  });

  test('news that come after Stripe issued it are flagged, not missed', async () => {
    const publisher = await createPublisher();
    const draft = await renew(publisher.customerId);
    await runTestSync(ctxNow());
    await addThousand(publisher.stripeCustomerId, draft.stripeInvoiceId);
    expect(await lookAt(70, draft.createdAt)).toMatchObject({ flagged: 1, parked: 0 });
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'flagged', codes: 'much_larger' });
    const invoiceId = draft.id;
    await resolveReview(admin(), {
      invoiceId,
      decision: 'acknowledge',
      keyword: 'acknowledge',
      reason: 'Known',
    });
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'acknowledged' });
  });

  test('a Stripe that does not answer: tried again a minute later, and parked then', async () => {
    const publisher = await createPublisher();
    const draft = await renew(publisher.customerId);
    await runTestSync(ctxNow());
    await addThousand(publisher.stripeCustomerId, draft.stripeInvoiceId);
    await goTo(new Date(draft.createdAt.getTime() + 53 * MINUTE_MS));
    const stripe = brokenStripe(({ path }) => path === `/v1/invoices/${draft.stripeInvoiceId}`);
    const broken = { ...ctxNow(), stripe };
    expect((await reviewDueInvoices(broken)).failures).toHaveLength(1);
    expect(await lookAt(54, draft.createdAt)).toMatchObject({ parked: 1, failures: [] });
  });
});

describe('resolveReview', () => {
  test('released: issued, collected, and written down with who and why; once', async () => {
    const { draft } = await parked();
    const decide = () =>
      resolveReview(admin(), {
        invoiceId: draft.id,
        decision: 'release',
        keyword: 'release',
        reason: 'The publisher ordered it',
      });
    const outcomes = await Promise.allSettled([decide(), decide()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'released', resolved_by: expect.any(String) });
    await goTo(new Date(now.getTime() + 2 * 60 * MINUTE_MS));
    expect((await statusInStripe(draft.stripeInvoiceId)).status).toBe('paid');
    await expect(decide()).rejects.toMatchObject({ code: 'conflict' });
  });

  test('a Stripe that is gone once it has issued the invoice: released all the same, and shown when its event comes', async () => {
    const { draft } = await parked();
    let issued = false;
    const stripe = brokenStripe(({ path }) => {
      if (issued) return true;
      issued = path.endsWith('/finalize');
      return false;
    });
    const input = { invoiceId: draft.id, decision: 'release', keyword: 'release', reason: 'Ordered' };
    await resolveReview({ ...admin(), stripe }, input);
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'released' });
    await settleWebhooks(ctxNow());
    const [mirrored] = await ownerSql('SELECT status FROM invoices WHERE id = $1', [draft.id]);
    expect(mirrored?.status).toMatch(/^(open|paid)$/);
  });

  test('voided: issued without collecting, and void; a kill in between is made good by deciding again', async () => {
    const { draft } = await parked();
    const input = { invoiceId: draft.id, decision: 'void', keyword: 'void', reason: 'A slip' };
    const stripe = brokenStripe(({ path }) => path.endsWith('/void'));
    await expect(resolveReview({ ...admin(), stripe }, input)).rejects.toThrow();
    expect(await statusInStripe(draft.stripeInvoiceId)).toEqual({ status: 'open', auto_advance: false });
    await resolveReview(admin(), input);
    expect((await statusInStripe(draft.stripeInvoiceId)).status).toBe('void');
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'voided' });
    const [mirrored] = await ownerSql(
      'SELECT status, amount_paid_minor::int AS paid FROM invoices WHERE id = $1',
      [draft.id],
    );
    expect(mirrored).toEqual({ status: 'void', paid: 0 });
  });

  test('a void that was broken off after issuing, and then released: Stripe collects it', async () => {
    const { draft } = await parked();
    const stripe = brokenStripe(({ path }) => path.endsWith('/void'));
    const input = { invoiceId: draft.id, reason: 'A slip' };
    await expect(
      resolveReview({ ...admin(), stripe }, { ...input, decision: 'void', keyword: 'void' }),
    ).rejects.toThrow();
    await resolveReview(admin(), { ...input, decision: 'release', keyword: 'release' });
    await goTo(new Date(now.getTime() + 2 * 60 * MINUTE_MS));
    expect((await statusInStripe(draft.stripeInvoiceId)).status).toBe('paid');
  });

  test('an invoice that somebody voided in Stripe is not written down as released', async () => {
    const { draft } = await parked();
    const { stripe } = ctxNow();
    await stripe.invoices.finalizeInvoice(draft.stripeInvoiceId, { auto_advance: false });
    await stripe.invoices.voidInvoice(draft.stripeInvoiceId);
    const input = { invoiceId: draft.id, decision: 'release', keyword: 'release', reason: 'Right' };
    await expect(resolveReview(admin(), input)).rejects.toMatchObject({ code: 'conflict' });
    expect(await reviewOf(draft.id)).toMatchObject({ status: 'parked' });
  });

  test.each([
    ['keyword', { keyword: 'yes' }],
    ['reason', { reason: ' x ' }],
    ['decision', { decision: 'pay' }],
  ])('a wrong %s is refused by name, and nothing happens', async (path, over) => {
    const input = {
      invoiceId: crypto.randomUUID(),
      decision: 'void',
      keyword: 'void',
      reason: 'A slip',
      ...over,
    };
    await expect(resolveReview(admin(), input)).rejects.toMatchObject({
      code: 'invalid_value',
      fields: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });
});
