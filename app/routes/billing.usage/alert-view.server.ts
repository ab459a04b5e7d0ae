import { money } from '../../domain/money.ts';
import { formatDateTime } from '../../format/dates.ts';
import { formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { formatPercent } from '../../format/percent.ts';
import type { UsageAlert } from '../../services/usage/list-usage-alerts.ts';
import type { AlertView } from './alert-view.ts';

const LIMIT_PERCENT = 100;

export function toAlertView(alert: UsageAlert, locale: string): AlertView {
  const isOpen = alert.recoveredAt === null;
  return {
    id: alert.id,
    tone: toneOf(alert),
    state: isOpen ? formatPercent(alert.thresholdPercent, locale) : 'Taken back',
    text: alert.kind === 'limit' ? limitText(alert, locale) : budgetText(alert, locale),
    when: formatDateTime(alert.recoveredAt ?? alert.crossedAt, locale),
  };
}

function toneOf(alert: UsageAlert): AlertView['tone'] {
  if (alert.recoveredAt !== null) return 'neutral';
  if (alert.thresholdPercent < LIMIT_PERCENT) return 'info';
  return alert.kind === 'budget' && alert.basis === 'actual' ? 'danger' : 'warning';
}

function limitText(
  { metric, quantity, includedUnits }: UsageAlert & { kind: 'limit' },
  locale: string,
): string {
  const used = formatQuantity(metric, quantity, locale);
  return `${METRIC_WORDS[metric].label}: ${used} of ${formatQuantity(metric, includedUnits, locale)} included`;
}

function budgetText(alert: UsageAlert & { kind: 'budget' }, locale: string): string {
  const spent = formatMoney(money(alert.spentMinor, alert.currency), locale);
  const budget = formatMoney(money(alert.budgetMinor, alert.currency), locale);
  return `${alert.budgetName}: ${spent} ${alert.basis === 'forecast' ? 'expected' : 'spent'} of ${budget}`;
}
