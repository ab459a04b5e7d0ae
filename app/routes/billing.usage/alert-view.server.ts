import { money } from '../../domain/money.ts';
import { formatDateTime } from '../../format/dates.ts';
import { exactShare, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { formatMoney } from '../../format/money.ts';
import { formatPercent, formatPercents } from '../../format/percent.ts';
import type { UsageAlert } from '../../services/usage/alerts/list-usage-alerts.ts';
import type { AlertView } from './alert-view.ts';

const LIMIT_PERCENT = 100;

/** The latest first; steps of one thing that were crossed at one instant, and stand or were taken back alike, are one line. */
export function toAlertViews(alerts: readonly UsageAlert[], locale: string): AlertView[] {
  const groups = new Map<string, UsageAlert[]>();
  for (const alert of alerts) {
    const group = groups.get(keyOf(alert));
    if (group === undefined) groups.set(keyOf(alert), [alert]);
    else group.push(alert);
  }
  return [...groups.values()].map((group) => toAlertView(group, locale));
}

function keyOf(alert: UsageAlert): string {
  const of = alert.kind === 'limit' ? alert.metric : `${alert.budgetId} ${alert.basis}`;
  return `${of} ${alert.crossedAt.getTime()} ${alert.recoveredAt?.getTime()}`;
}

function toAlertView(group: readonly UsageAlert[], locale: string): AlertView {
  const alert = group.reduce((top, each) => (each.thresholdPercent > top.thresholdPercent ? each : top));
  const isOpen = alert.recoveredAt === null;
  const steps = group
    .filter((each) => !isOpen || each !== alert)
    .map(({ thresholdPercent }) => thresholdPercent)
    .sort((a, b) => a - b);
  const text = alert.kind === 'limit' ? limitText(alert, locale) : budgetText(alert, locale);
  const also = steps.length === 0 ? '' : ` · ${isOpen ? 'also ' : ''}${formatPercents(steps, locale)}`;
  return {
    id: alert.id,
    tone: toneOf(alert),
    state: isOpen ? formatPercent(alert.thresholdPercent, locale) : 'Taken back',
    text: `${text}${also}`,
    exact: alert.kind === 'limit' ? limitExact(alert, locale) : null,
    when: formatDateTime(alert.recoveredAt ?? alert.crossedAt, locale),
  };
}

function toneOf(alert: UsageAlert): AlertView['tone'] {
  if (alert.recoveredAt !== null) return 'neutral';
  if (alert.thresholdPercent < LIMIT_PERCENT) return 'info';
  return alert.kind === 'budget' && alert.basis === 'actual' ? 'danger' : 'warning';
}

function limitExact(
  { metric, quantity, includedUnits }: UsageAlert & { kind: 'limit' },
  locale: string,
): string | null {
  return exactShare(metric, { part: quantity, whole: includedUnits }, locale);
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
