import { useEffect, useState } from 'react';
import type { Command } from './commands.ts';
import type { NavigationSection } from './navigation.ts';
import { type FoundPeriod, periodCommands } from './period-commands.ts';

const USAGE_PATH = '/billing/usage';
const NOTHING_FOUND = 404;

export interface PeriodCommands {
  isOffered: boolean;
  commands: readonly Command[];
  note: string | null;
}

/** The last periods of the publisher that the pages are about, fetched when the palette opens. */
export function usePeriodCommands(sections: readonly NavigationSection[], locale: string): PeriodCommands {
  const page = sections.flatMap(({ items }) => items).find(({ to }) => to.startsWith(USAGE_PATH))?.to;
  const [periods, setPeriods] = useState<readonly FoundPeriod[] | 'failed'>([]);
  const query = page?.slice(USAGE_PATH.length);

  useEffect(() => {
    if (query === undefined) return;
    const aborter = new AbortController();
    fetchPeriods(query, aborter.signal).then(setPeriods, () => {
      if (!aborter.signal.aborted) setPeriods('failed');
    });
    return () => aborter.abort();
  }, [query]);

  if (query === undefined) return { isOffered: false, commands: [], note: null };
  if (periods === 'failed') {
    return { isOffered: true, commands: [], note: 'Billing periods cannot be searched right now.' };
  }
  return { isOffered: true, commands: periodCommands(periods, { query, locale }), note: null };
}

/** Who never had a subscription has no period. */
async function fetchPeriods(query: string, signal: AbortSignal): Promise<readonly FoundPeriod[]> {
  const response = await fetch(`/api/v1/billing/usage/history${query}`, {
    signal,
    headers: { Accept: 'application/json' },
  });
  if (response.status === NOTHING_FOUND) return [];
  if (!response.ok) throw new Error(`Usage history answered ${response.status}`);
  return ((await response.json()) as { periods: readonly FoundPeriod[] }).periods;
}
