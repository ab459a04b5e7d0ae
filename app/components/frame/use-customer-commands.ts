import { useFetcher } from '@remix-run/react';
import { UserRound } from 'lucide-react';
import { useEffect } from 'react';
import type { Command } from './commands.ts';

const CUSTOMERS_PATH = '/admin/billing/customers';
const MAX_CUSTOMERS = 6;
/** Between two letters of somebody who types. */
const PAUSE_MS = 150;

/** What the customers' page answers, as far as the palette reads it. */
interface FoundCustomers {
  text: string;
  customers: readonly { id: string; name: string; email: string }[];
}

export interface CustomerCommands {
  commands: readonly Command[];
  isLooking: boolean;
}

/** Customers by any text that finds them on their page, for staff; asked for once the typing pauses. */
export function useCustomerCommands({
  isStaff,
  query,
}: {
  isStaff: boolean;
  query: string;
}): CustomerCommands {
  const { load, data } = useFetcher<FoundCustomers>();
  const wanted = isStaff ? query.trim() : '';

  useEffect(() => {
    if (wanted === '') return;
    const timer = setTimeout(() => load(`${CUSTOMERS_PATH}?${new URLSearchParams({ q: wanted })}`), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, load]);

  if (wanted === '') return { commands: [], isLooking: false };
  if (data?.text !== wanted) return { commands: [], isLooking: true };
  return { commands: data.customers.slice(0, MAX_CUSTOMERS).map(toCommand), isLooking: false };
}

function toCommand({ id, name, email }: FoundCustomers['customers'][number]): Command {
  return { id, label: name, hint: email, to: `${CUSTOMERS_PATH}/${id}`, icon: UserRound };
}
