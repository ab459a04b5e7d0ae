import { readCharge } from '../../stripe/read-charge.ts';
import type { ServiceContext } from '../context.ts';
import { refuseClaimed, rememberCharge } from './claimed-charge.ts';
import { OutdatedReading } from './lease.ts';
import { mergeParts } from './merge-parts.ts';
import { planPayments, selectPayments, selectRefunds } from './payments.ts';
import { FOREIGN, GONE, type MirrorPlan, type MirrorRequest } from './plan.ts';
import { requireMirrored } from './require-mirrored.ts';

/** A charge without an invoice. One with an invoice is mirrored with it: then the reading is outdated, see `resolveTarget`. */
export async function planCharge(
  ctx: ServiceContext,
  { id: stripeChargeId, place, mirror, known, restore = false }: MirrorRequest,
): Promise<MirrorPlan> {
  const reading = await readCharge(ctx.stripe, stripeChargeId);
  if (reading === null) return GONE;
  const { stripeCustomerId, payment } = reading;
  if (stripeCustomerId === null) return FOREIGN;
  const customerId = await requireMirrored(ctx, { type: 'customer', id: stripeCustomerId, mirror, known });
  if (customerId === null) return FOREIGN;
  const [payments, refunds] = await ctx.db.batch({ kind: 'system' }, (db) => [
    selectPayments(db, [stripeChargeId]),
    selectRefunds(db, [stripeChargeId]),
  ]);
  if (payments.some((payment) => payment.invoiceId !== null)) {
    throw new OutdatedReading(`the invoice of ${stripeChargeId} has come to be known`);
  }
  const plan = mergeParts(
    planPayments(ctx, {
      payments: [payment],
      mirrored: { payments, refunds },
      owner: { customerId, invoiceId: null },
      place,
      restore,
    }),
  );
  return {
    ...plan,
    write: (db) => [
      refuseClaimed(db, stripeChargeId),
      ...plan.write(db),
      ...(plan.isBelieved === false ? [] : [rememberCharge(db, { stripeChargeId, place })]),
    ],
  };
}
