import { ChartColumn, FileText } from 'lucide-react';
import { formatPeriod } from '../../format/dates.ts';
import { PAGE_LANGUAGE } from '../../format/locale.ts';
import { invoicePath } from '../../pages/invoice-paths.ts';
import type { Command } from './commands.ts';

/** A billing period, as far as the palette reads the API's history. */
export interface FoundPeriod {
  start: string;
  end: string;
  is_running: boolean;
  /** An issued one. */
  invoice: { id: string; status: string } | null;
}

/**
 * The usage page of each period and the invoice that came of it, found by the months they touch: by name, in the page's
 * language and the reader's, and as 2026-10. `query` keeps the publisher that staff is looking at.
 */
export function periodCommands(
  periods: readonly FoundPeriod[],
  { query, locale }: { query: string; locale: string },
): readonly Command[] {
  return periods.flatMap(({ start, end, is_running: isRunning, invoice }) => {
    const period = { start: new Date(start), end: new Date(end) };
    const label = formatPeriod(period, locale);
    const keywords = monthsOf(period)
      .flatMap((month) => monthWords(month, locale))
      .join(' ');
    const found = { keywords, isDeep: true };
    const search = new URLSearchParams(query);
    search.set('period_start', start);
    const usage: Command = {
      ...found,
      id: `usage:${start}:${invoice?.id ?? ''}`,
      label: `Usage, ${label}`,
      hint: isRunning ? 'Running period' : 'Billing period',
      to: `/billing/usage?${search}`,
      icon: ChartColumn,
    };
    if (invoice === null) return [usage];
    const billed: Command = {
      ...found,
      id: `invoice:${invoice.id}`,
      label: `Invoice, ${label}`,
      hint: invoice.status,
      to: invoicePath(invoice.id, query),
      icon: FileText,
    };
    return [usage, billed];
  });
}

/** The first instants of the calendar months that a half-open period touches. */
function monthsOf({ start, end }: { start: Date; end: Date }): readonly Date[] {
  const months: Date[] = [];
  for (let index = 0; ; index += 1) {
    const month = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index));
    if (month >= end) return months;
    months.push(month);
  }
}

function monthWords(month: Date, locale: string): readonly string[] {
  const named = [PAGE_LANGUAGE, locale].map((language) =>
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(month),
  );
  return [...named, month.toISOString().slice(0, 7)];
}
