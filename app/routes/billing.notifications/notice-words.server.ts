import { z } from 'zod';
import { METRICS } from '../../domain/metric.ts';
import { MIGRATION_STATUSES } from '../../domain/migration-request.ts';
import { formatDate } from '../../format/dates.ts';
import { exactShare, formatQuantity, METRIC_WORDS } from '../../format/metric.ts';
import { migrationStatusWords } from '../../format/migration-status.ts';
import { ownEntry } from '../../format/own-entry.ts';
import { formatPercent } from '../../format/percent.ts';
import type { NoticeWords } from '../../pages/notices/inbox-view.server.ts';
import {
  budgetNotice,
  budgetText,
  crossedTitle,
  highestStep,
  recoveredTitle,
} from './budget-notice.server.ts';

const FULL_PERCENT = 100;
const units = z.string().transform(BigInt);

const limit = z.object({
  metric: z.enum(METRICS),
  thresholdPercent: z.number(),
  quantity: units,
  includedUnits: units,
  periodStart: z.coerce.date(),
});
const migration = z.object({
  channel: z.string(),
  status: z.enum(MIGRATION_STATUSES),
  reply: z.string().nullish(),
});
const anything = z.object({ title: z.string(), text: z.string() });

type Reader = (payload: unknown, locale: string) => NoticeWords | null;

function reader<S extends z.ZodType>(
  schema: S,
  toWords: (read: z.output<S>, locale: string) => NoticeWords,
): Reader {
  return (payload, locale) => {
    const parsed = schema.safeParse(payload);
    return parsed.success ? toWords(parsed.data, locale) : null;
  };
}

/** By the `kind` of the notice. */
const READERS: Readonly<Record<string, Reader>> = {
  'usage.limit_crossed': reader(limit, (read, locale) => ({
    title: `${METRIC_WORDS[read.metric].label}: ${formatPercent(read.thresholdPercent, locale)} of your plan is used`,
    text: limitText(read, locale),
    exact: limitExact(read, locale),
    tone: read.thresholdPercent < FULL_PERCENT ? 'info' : 'warning',
    page: usagePage(read.periodStart),
  })),
  'usage.limit_recovered': reader(limit, (read, locale) => ({
    title: `${METRIC_WORDS[read.metric].label}: below ${formatPercent(read.thresholdPercent, locale)} of your plan again`,
    text: `After a correction ${limitText(read, locale)}`,
    exact: limitExact(read, locale),
    tone: 'success',
    page: usagePage(read.periodStart),
  })),
  'budget.crossed': reader(budgetNotice, (read, locale) => ({
    title: `${read.name}: ${crossedTitle(read, locale)}`,
    text: budgetText(read, locale),
    tone: highestStep(read) < FULL_PERCENT ? 'info' : 'warning',
    page: BUDGETS_PAGE,
  })),
  'budget.recovered': reader(budgetNotice, (read, locale) => ({
    title: `${read.name}: ${recoveredTitle(read, locale)}`,
    text: budgetText(read, locale),
    tone: 'success',
    page: BUDGETS_PAGE,
  })),
  'migration.updated': reader(migration, ({ channel, status, reply }) => ({
    title: `Your ${channel} migration: ${migrationStatusWords(status).label.toLowerCase()}`,
    text: reply ?? 'Your request was looked at.',
    tone: migrationStatusWords(status).tone === 'success' ? 'success' : 'info',
    page: '/billing/settings',
  })),
};

const readAnything = reader(anything, (read) => ({ ...read, tone: 'neutral', page: null }));

const BUDGETS_PAGE = '/billing/usage#budgets-title';

/** A notice in words. One that nothing here can put into words still says that there is one. */
export function noticeWords(
  { kind, payload }: { kind: string; payload: unknown },
  locale: string,
): NoticeWords {
  return (
    ownEntry(READERS, kind)?.(payload, locale) ??
    readAnything(payload, locale) ?? {
      title: 'A notice about your billing',
      text: `Of the kind ${kind}.`,
      tone: 'neutral',
      page: null,
    }
  );
}

function usagePage(periodStart: Date): string {
  return `/billing/usage?${new URLSearchParams({ period_start: periodStart.toISOString() })}`;
}

function limitExact({ metric, quantity, includedUnits }: z.output<typeof limit>, locale: string) {
  return exactShare(metric, { part: quantity, whole: includedUnits }, locale);
}

function limitText(
  { metric, quantity, includedUnits, periodStart }: z.output<typeof limit>,
  locale: string,
): string {
  const used = formatQuantity(metric, quantity, locale);
  const included = formatQuantity(metric, includedUnits, locale);
  return `${used} of ${included} included, in the period from ${formatDate(periodStart, locale)}.`;
}
