/** Of a previewed invoice, in minor units; a balance below zero is credit. */
export interface PreviewedDue {
  subtotalMinor: bigint;
  discountMinor: bigint;
  taxMinor: bigint;
  balanceMinor: bigint;
  amountDueMinor: bigint;
}

/**
 * What an invoice of this subtotal asks for, with discounts, tax and balance as Stripe previewed them, and how much of
 * the balance goes into it: subtotal − discounts + tax + balance = due. At the subtotal that was previewed it is what
 * Stripe says; what came since is added without discounts and tax of its own. Credit pays up to the total, and an
 * invoice below zero becomes credit. Minor units of one currency.
 */
export function computeExpectedDue(
  subtotalMinor: bigint,
  previewed: PreviewedDue,
): { balanceMinor: bigint; dueMinor: bigint } {
  const totalMinor = subtotalMinor - previewed.discountMinor + previewed.taxMinor;
  const rest = totalMinor + previewed.balanceMinor;
  const isAsPreviewed = subtotalMinor === previewed.subtotalMinor;
  const dueMinor = isAsPreviewed ? previewed.amountDueMinor : rest > 0n ? rest : 0n;
  return { balanceMinor: dueMinor - totalMinor, dueMinor };
}
