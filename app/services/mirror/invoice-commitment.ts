import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import { queueCommitmentCheck } from '../commitments/queue-check-sql.ts';
import type { ServiceContext } from '../context.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

/** A cycle's invoice closes a period: what is missing to its minimum is decided once. Comes after the invoice's lines. */
export function planCommitment(
  ctx: ServiceContext,
  input: { reading: InvoiceReading; mirrored: MirroredInvoice; owner: InvoiceOwner },
): Writes {
  const { reading, mirrored, owner } = input;
  if (mirrored.invoice !== undefined || reading.billingReason !== 'subscription_cycle') return null;
  return (db) => [db.execute(queueCommitmentCheck({ invoiceId: owner.invoiceId, now: ctx.now }))];
}
