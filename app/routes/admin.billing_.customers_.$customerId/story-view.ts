import type { Tone } from '../../components/ui/chip.tsx';
import type { MeterView } from '../../components/ui/meter.tsx';
import type { AuditRowView } from '../admin.billing_.audit/audit-view.ts';

export interface Status {
  label: string;
  tone: Tone;
}

export interface StoryView {
  name: string;
  facts: readonly string[];
  details: readonly { term: string; value: string; isId: boolean }[];
  /** The publisher's own pages, as staff reads them. */
  links: readonly { to: string; label: string }[];
  usage: UsageCardView | null;
  /** Our rating beside Stripe's preview; null before they were compared. */
  ratingCheck: RatingCheckView | null;
  subscriptions: readonly SubscriptionRow[];
  invoices: readonly InvoiceRow[];
  payments: readonly PaymentRow[];
  dunning: readonly DunningRow[];
  timeline: readonly TimelineEntry[];
  audit: readonly AuditRowView[];
  auditLink: string;
}

export interface RatingCheckView {
  status: Status;
  text: string;
  when: string;
}

export interface UsageCardView {
  period: string;
  plan: string;
  overage: string;
  metrics: readonly {
    label: string;
    used: string;
    included: string;
    exact: string | null;
    meter: MeterView;
    /** What the chip says; null within the plan. */
    over: string | null;
  }[];
}

export interface SubscriptionRow {
  id: string;
  plan: string;
  status: Status;
  since: string;
  until: string;
  stripeId: string;
}

export interface InvoiceRow {
  id: string;
  to: string;
  number: string;
  status: Status;
  review: string | null;
  created: string;
  total: string;
  remaining: string | null;
}

export interface PaymentRow {
  id: string;
  invoice: { to: string; number: string } | null;
  status: Status;
  method: string;
  when: string;
  amount: string;
  refunded: string | null;
}

export interface DunningRow {
  id: string;
  to: string;
  number: string;
  status: Status;
  attempts: string;
  opened: string;
  next: string;
}

export interface TimelineEntry {
  key: string;
  at: string;
  when: string;
  kind: string;
  text: string;
  tone: Tone;
  to: string | null;
  code: string | null;
}
