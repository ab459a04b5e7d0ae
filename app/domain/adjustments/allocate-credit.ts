import type { CreditAllocation, CreditableLine } from './adjustment.ts';

export interface InvoiceCredit {
  readonly invoiceId: string;
  readonly amountMinor: bigint;
  readonly allocations: readonly CreditAllocation[];
}

export interface AllocatedCredit {
  /** One for each invoice that gives something back, in the order of the lines. */
  readonly credits: readonly InvoiceCredit[];
  /** What no line has left to give. */
  readonly unallocatedMinor: bigint;
}

/** Spreads a credit over billed lines in their order, each up to what it has left, so that none is credited twice. */
export function allocateCredit(amountMinor: bigint, lines: readonly CreditableLine[]): AllocatedCredit {
  const byInvoice = new Map<string, CreditAllocation[]>();
  let left = amountMinor;
  for (const { invoiceId, stripeLineItemId, remainingMinor } of lines) {
    const isEnough = left <= remainingMinor;
    const part = isEnough ? left : remainingMinor;
    if (part <= 0n) continue;
    left -= part;
    const allocations = byInvoice.get(invoiceId) ?? [];
    allocations.push({ stripeLineItemId, amountMinor: part });
    byInvoice.set(invoiceId, allocations);
  }
  const credits = [...byInvoice].map(([invoiceId, allocations]) => ({
    invoiceId,
    amountMinor: allocations.reduce((sum, allocation) => sum + allocation.amountMinor, 0n),
    allocations,
  }));
  return { credits, unallocatedMinor: left };
}
