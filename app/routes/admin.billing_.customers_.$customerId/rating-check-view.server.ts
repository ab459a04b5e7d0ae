import { formatDateTime } from '../../format/dates.ts';
import { formatMoney } from '../../format/money.ts';
import type { StoryRatingCheck } from '../../services/customers/customer-story.ts';
import type { RatingCheckView, Status } from './story-view.ts';

const STATUS: Readonly<Record<StoryRatingCheck['status'], Status>> = {
  matched: { label: 'Agrees', tone: 'success' },
  mismatched: { label: 'Differs', tone: 'danger' },
  skipped: { label: 'Not compared', tone: 'neutral' },
};

export function toRatingCheckView(check: StoryRatingCheck, locale: string): RatingCheckView {
  return {
    status: STATUS[check.status],
    text: textOf(check, locale),
    when: formatDateTime(check.checkedAt, locale),
  };
}

function textOf({ status, reason, ours, stripe }: StoryRatingCheck, locale: string): string {
  const by = formatMoney(ours, locale);
  switch (status) {
    case 'matched':
      return `Fee and usage come to ${by} by our rating, and so does Stripe’s preview.`;
    case 'mismatched':
      return `Fee and usage come to ${by} by our rating, to ${formatMoney(stripe, locale)} by Stripe’s preview.`;
    case 'skipped':
      return reason ?? 'Stripe was not asked.';
  }
}
