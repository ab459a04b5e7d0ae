import type { Tone } from '../../components/ui/chip.tsx';
import { money } from '../../domain/money.ts';
import { formatDate } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import { subscriptionStatusWords } from '../../format/subscription-status.ts';
import type { CustomerSummary } from '../../services/customers/customer-summary.ts';
import type { FoundCustomers } from '../../services/customers/find-customers.ts';

export interface CustomerView {
  id: string;
  name: string;
  email: string;
  plan: string;
  status: { label: string; tone: Tone } | null;
  renewal: string;
  open: string | null;
}

export interface CustomersView {
  customers: readonly CustomerView[];
  /** The next page of all customers. */
  next: string | null;
  /** What the list does not show. */
  more: string | null;
}

export function toCustomersView(
  { customers, hasMore }: FoundCustomers,
  { text, locale }: { text: string; locale: string },
): CustomersView {
  const last = customers.at(-1);
  const isSearch = text !== '';
  return {
    customers: customers.map((customer) => toCustomerView(customer, locale)),
    next:
      hasMore && !isSearch && last !== undefined
        ? `?${new URLSearchParams({ after: last.id, after_name: last.name })}`
        : null,
    more: hasMore && isSearch ? 'There are more. Type more of what you look for.' : null,
  };
}

function toCustomerView(row: CustomerSummary, locale: string): CustomerView {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    plan: row.plan?.name ?? 'No plan',
    status: row.isDeleted
      ? { label: 'Deleted', tone: 'neutral' }
      : row.subscriptionStatus === null
        ? null
        : subscriptionStatusWords(row.subscriptionStatus),
    renewal: row.currentPeriodEnd === null ? '–' : formatDate(row.currentPeriodEnd, locale),
    open: row.openAmountMinor === 0n ? null : formatMoney(money(row.openAmountMinor, row.currency), locale),
  };
}
