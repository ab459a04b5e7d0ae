import { type InvoiceState, isInvoiceIssued } from '../../domain/invoice-state.ts';
import type { InvoiceReading } from '../../stripe/read-invoice.ts';
import type { ServiceContext } from '../context.ts';
import { insertUsageDigests } from '../usage/digest/insert-usage-digests.ts';
import type { InvoiceOwner } from './invoice-header.ts';
import type { MirroredInvoice } from './load-invoice.ts';
import type { Writes } from './plan.ts';

interface DigestsInput {
  reading: InvoiceReading;
  mirrored: MirroredInvoice;
  owner: InvoiceOwner;
  subscriptionId: string | null;
}

/** The usage behind a period's invoice is sealed when its finalization is first seen, and never again. */
export function planDigests(ctx: ServiceContext, input: DigestsInput): Writes {
  const { reading, mirrored, owner, subscriptionId } = input;
  const wasIssued = isInvoiceIssued((mirrored.invoice?.status ?? 'draft') as InvoiceState);
  if (wasIssued || !isInvoiceIssued(reading.status)) return null;
  if (subscriptionId === null || reading.billingReason !== 'subscription_cycle') return null;
  return (db) => [db.execute(insertUsageDigests({ invoiceId: owner.invoiceId, now: ctx.now }))];
}
