/** What was taken off the lines of an invoice, in minor units: subtotal − discount + tax on top of the lines = total. */
export function discountMinorOf(invoice: {
  subtotalMinor: bigint;
  amountMinor: bigint;
  taxes: readonly { amountMinor: bigint; inclusive: boolean }[];
}): bigint {
  const added = invoice.taxes
    .filter(({ inclusive }) => !inclusive)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return invoice.subtotalMinor + added - invoice.amountMinor;
}
