import { formatDateTime, formatPeriod } from '../../format/dates.ts';
import { componentWords, leftWords, SETTLED_AS_WORDS, undecidedWords } from '../../pages/late-usage-words.ts';
import type { OpenAdjustment } from '../../services/adjustments/open-adjustment.ts';
import type { LateUsageView } from './late-usage-view.ts';

const STANDINGS = {
  open: { label: 'Open', tone: 'warning' },
  being_made: { label: 'Being made', tone: 'info' },
  settled: { label: 'Settled by hand', tone: 'success' },
  taken_up: { label: 'Taken up', tone: 'neutral' },
} as const satisfies Record<OpenAdjustment['standing'], LateUsageView['status']>;

const WAIVED: LateUsageView['status'] = { label: 'Waived', tone: 'neutral' };

export function toLateUsageView(
  row: OpenAdjustment,
  { locale, isAdmin }: { locale: string; isAdmin: boolean },
): LateUsageView {
  const { settled } = row;
  const isWaived = settled?.as === 'waived';
  return {
    id: row.id,
    customerId: row.customerId,
    customer: row.customerName,
    status: isWaived ? WAIVED : STANDINGS[row.standing],
    why: undecidedWords(row),
    facts: [
      { label: 'Of', value: componentWords(row) },
      { label: 'Billing period', value: formatPeriod(row.period, locale) },
      { label: 'What', value: row.description },
      { label: settled === null ? 'Left open' : 'Was left open', value: leftWords(row, locale) },
      { label: 'Since', value: formatDateTime(row.decidedAt, locale) },
      ...(settled === null
        ? []
        : [
            { label: 'What became of it', value: SETTLED_AS_WORDS[settled.as] },
            { label: 'Settled by', value: settled.by },
            { label: 'When', value: formatDateTime(settled.at, locale) },
            { label: 'Reason', value: settled.reason },
          ]),
    ],
    maySettle: isAdmin && row.standing === 'open',
  };
}
