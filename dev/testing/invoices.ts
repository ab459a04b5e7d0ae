import { ownerSql, type TestCustomer } from './workers.ts';

export interface TestInvoice {
  id: string;
  number: string | null;
}

export interface TestInvoiceInput {
  number?: string | null;
  status?: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  createdAt?: string;
  amountMinor?: bigint;
  subscriptionId?: string | undefined;
  lines?: readonly {
    description: string;
    quantity: string;
    unitAmountDecimal: string;
    amountMinor: bigint;
  }[];
}

/** An invoice as the mirror would have left it, for tests of what reads it. */
export async function insertTestInvoice(
  customer: TestCustomer,
  {
    number,
    status = 'open',
    createdAt = '2026-04-01T00:00:00.000Z',
    amountMinor = 49_900n,
    subscriptionId,
    lines = [],
  }: TestInvoiceInput = {},
): Promise<TestInvoice> {
  const id = crypto.randomUUID();
  const given = number === undefined ? `T-${id.slice(0, 8)}` : number;
  const paid = status === 'paid' ? amountMinor : 0n;
  await ownerSql(
    `INSERT INTO invoices (id, customer_id, stripe_invoice_id, number, status, currency, subtotal_minor, tax_minor,
       amount_minor, amount_due_minor, amount_paid_minor, amount_remaining_minor, period_start, period_end, paid_at,
       auto_advance, attempt_count, bill_to, taxes, created_at, updated_at, mirrored_at, subscription_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $7, $7, $8, $9, '2026-03-01', '2026-04-01', $10, true, 0, $11, '[]', $12, $12, $12, $13)`,
    [
      id,
      customer.id,
      `in_${id}`,
      given,
      status,
      customer.currency,
      amountMinor.toString(),
      paid.toString(),
      (amountMinor - paid).toString(),
      status === 'paid' ? createdAt : null,
      JSON.stringify({ name: customer.name, email: customer.email, address: null, taxIds: [] }),
      createdAt,
      subscriptionId ?? null,
    ],
  );
  for (const [position, line] of lines.entries()) {
    await ownerSql(
      `INSERT INTO invoice_line_items (stripe_line_item_id, invoice_id, customer_id, position, description, quantity,
         unit_amount_decimal, amount_minor, currency, proration, period_start, period_end)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, '2026-03-01', '2026-04-01')`,
      [
        `il_${id}_${position}`,
        id,
        customer.id,
        position,
        line.description,
        line.quantity,
        line.unitAmountDecimal,
        line.amountMinor.toString(),
        customer.currency,
      ],
    );
  }
  return { id, number: given };
}
