import { Link, useNavigate } from '@remix-run/react';
import { SearchIcon, ShieldCheck } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { ADMIN_PAGES } from './admin-pages.ts';
import { type Command, inOrder, matchCommands } from './commands.ts';
import type { NavigationSection } from './navigation.ts';
import { useCustomerCommands } from './use-customer-commands.ts';
import { useInvoiceCommands } from './use-invoice-commands.ts';
import { usePeriodCommands } from './use-period-commands.ts';

const DESK_PATH = '/admin/billing';

interface PaletteProps {
  sections: readonly NavigationSection[];
  locale: string;
  onClose: () => void;
}

/** A modal `dialog`: the browser keeps the focus inside, closes on Esc and gives the focus back. */
export function CommandPalette({ sections, locale, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const invoices = useInvoiceCommands(sections);
  const periods = usePeriodCommands(sections, locale);
  const isStaff = isForStaff(sections);
  const customers = useCustomerCommands({ isStaff, query });
  const known = inOrder({
    pages: [...pageCommands(sections), ...(isStaff ? deskCommands() : [])],
    invoices: invoices.commands,
    periods: periods.commands,
  });
  const commands = [...matchCommands(known, query), ...customers.commands];
  const offer = placeholder({
    invoices: invoices.isOffered,
    periods: periods.isOffered,
    customers: isStaff,
  });

  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);

  function openFirst(event: FormEvent): void {
    event.preventDefault();
    const [first] = commands;
    if (first === undefined) return;
    dialog.current?.close();
    navigate(first.to);
  }

  return (
    <dialog
      ref={dialog}
      aria-label="Search"
      onClose={onClose}
      onKeyDown={moveFocus}
      {...{ closedby: 'any' }}
      className="group/palette mx-auto mt-[12vh] w-full max-w-[640px] overflow-hidden rounded-lg border border-divider bg-raised p-0 text-strong shadow-3 open:animate-appear max-md:w-[calc(100vw-2rem)]"
    >
      <form onSubmit={openFirst} className="flex h-14 items-center gap-3 border-divider border-b px-4">
        <SearchIcon aria-hidden="true" className="size-5 text-muted" />
        <input
          type="text"
          aria-label={offer}
          placeholder={offer}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="h-full flex-1 bg-transparent text-base outline-none placeholder:text-muted"
        />
      </form>
      <ul aria-label="Results" className="max-h-80 overflow-y-auto p-2 empty:hidden">
        {commands.map((command) => (
          <li key={command.id}>
            <Link
              to={command.to}
              onClick={() => dialog.current?.close()}
              className="flex h-11 items-center gap-3 rounded-md px-3 text-sm -outline-offset-2 hover:bg-hover focus:bg-selected focus:text-on-selected group-has-[input:focus]/palette:in-[li:first-child]:bg-selected group-has-[input:focus]/palette:in-[li:first-child]:text-on-selected"
            >
              <command.icon aria-hidden="true" className="size-4 shrink-0" />
              <span className="flex-1 truncate">{command.label}</span>
              <span className="text-muted text-xs">{command.hint}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p role="status" className="border-divider border-t px-4 py-2.5 text-muted text-xs">
        {customers.isLooking
          ? 'Looking for customers…'
          : commands.length === 0
            ? `Nothing found for “${query}”.`
            : (invoices.note ?? periods.note ?? '↑ ↓ to move, Enter to open, Esc to close')}
      </p>
    </dialog>
  );
}

function placeholder(offered: { invoices: boolean; periods: boolean; customers: boolean }): string {
  const things = [
    'a page',
    ...(offered.customers ? ['a customer'] : []),
    ...(offered.invoices ? ['an invoice number'] : []),
    ...(offered.periods ? ['a month'] : []),
  ];
  return `Go to ${new Intl.ListFormat('en', { type: 'disjunction' }).format(things)}`;
}

/** Arrow keys walk from the field through the results and back. */
function moveFocus(event: KeyboardEvent<HTMLDialogElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, a')];
  const current = stops.indexOf(document.activeElement as HTMLElement);
  stops[(current + step + stops.length) % stops.length]?.focus();
}

function isForStaff(sections: readonly NavigationSection[]): boolean {
  return sections.some(({ items }) => items.some(({ to }) => to.startsWith(DESK_PATH)));
}

/** The rooms of the desk, which the rail does not name; its overview it does. */
function deskCommands(): Command[] {
  return ADMIN_PAGES.filter(({ to }) => to !== DESK_PATH).map(({ to, label }) => ({
    id: to,
    label,
    hint: 'Billing desk',
    to,
    icon: ShieldCheck,
    isDeep: true,
  }));
}

function pageCommands(sections: readonly NavigationSection[]): Command[] {
  return sections.flatMap(({ label, items }) =>
    items.map((item) => ({ id: item.to, label: item.label, hint: label, to: item.to, icon: item.icon })),
  );
}
