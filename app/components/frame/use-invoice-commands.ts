import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Command } from './commands.ts';
import type { NavigationSection } from './navigation.ts';

/** As many as one page of the API gives; the note says so when there are more. */
const LIMIT = 100;
const INVOICES_PATH = '/billing/invoices';

interface InvoiceList {
  invoices: readonly { id: string; invoice_number: string | null; status: string }[];
  pagination: { total: number };
}

export interface InvoiceCommands {
  isOffered: boolean;
  commands: readonly Command[];
  note: string | null;
}

/** The newest invoices of the publisher that the pages are about, fetched when the palette opens. */
export function useInvoiceCommands(sections: readonly NavigationSection[]): InvoiceCommands {
  const page = sections.flatMap(({ items }) => items).find(({ to }) => to.startsWith(INVOICES_PATH))?.to;
  const [list, setList] = useState<InvoiceList | 'failed' | null>(null);

  useEffect(() => {
    if (page === undefined) return;
    const aborter = new AbortController();
    fetchInvoices(page, aborter.signal).then(setList, () => {
      if (!aborter.signal.aborted) setList('failed');
    });
    return () => aborter.abort();
  }, [page]);

  if (page === undefined) return { isOffered: false, commands: [], note: null };
  if (list === 'failed') {
    return { isOffered: true, commands: [], note: 'Invoices cannot be searched right now.' };
  }
  return {
    isOffered: true,
    commands: list?.invoices.flatMap((invoice) => toCommand(invoice, page)) ?? [],
    note: list !== null && list.pagination.total > LIMIT ? `Searches the newest ${LIMIT} invoices` : null,
  };
}

async function fetchInvoices(page: string, signal: AbortSignal): Promise<InvoiceList> {
  const query = new URL(page, window.location.origin).searchParams;
  query.set('limit', String(LIMIT));
  const response = await fetch(`/api/v1/billing/invoices?${query}`, {
    signal,
    headers: { Accept: 'application/json' },
  });
  if (!response.ok) throw new Error(`Invoices answered ${response.status}`);
  return (await response.json()) as InvoiceList;
}

function toCommand({ id, invoice_number, status }: InvoiceList['invoices'][number], page: string): Command[] {
  if (invoice_number === null) return [];
  const [path, query = ''] = page.split('?');
  return [
    {
      id,
      label: invoice_number,
      hint: `Invoice, ${status}`,
      to: `${path}/${id}${query === '' ? '' : `?${query}`}`,
      icon: FileText,
      isDeep: true,
    },
  ];
}
