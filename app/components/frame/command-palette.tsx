import { useNavigate } from '@remix-run/react';
import { SearchIcon } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '../ui/class-names.ts';
import { type Command, matchCommands } from './commands.ts';
import type { NavigationSection } from './navigation.ts';
import { useInvoiceCommands } from './use-invoice-commands.ts';

interface PaletteProps {
  sections: readonly NavigationSection[];
  onClose: () => void;
}

/** A modal `dialog`, so the browser keeps the focus inside, closes on Esc and gives the focus back. */
export default function CommandPalette({ sections, onClose }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [marked, setMarked] = useState(0);
  const invoices = useInvoiceCommands(sections);
  const commands = matchCommands([...pageCommands(sections), ...invoices.commands], query);
  const active = commands[marked] ?? null;

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  function run(command: Command): void {
    dialog.current?.close();
    navigate(command.to);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      setMarked((marked + step + commands.length) % commands.length);
    }
    if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      run(active);
    }
  }

  return (
    <dialog
      ref={dialog}
      aria-label="Search"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      onKeyDown={onKeyDown}
      className="mx-auto mt-[12vh] w-full max-w-[640px] overflow-hidden rounded-lg border border-divider bg-raised p-0 text-strong shadow-3 open:animate-appear max-md:w-[calc(100vw-2rem)]"
    >
      <div className="flex h-14 items-center gap-3 border-divider border-b px-4">
        <SearchIcon aria-hidden="true" className="size-5 text-muted" />
        <input
          role="combobox"
          aria-label="Search pages and invoice numbers"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active === null ? undefined : `${listId}-${active.id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={invoices.isOffered ? 'Go to a page or an invoice number' : 'Go to a page'}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMarked(0);
          }}
          className="h-full flex-1 bg-transparent text-base outline-none placeholder:text-muted"
        />
      </div>
      <ul id={listId} role="listbox" aria-label="Results" className="max-h-80 overflow-y-auto p-2">
        {commands.map((command, index) => (
          <li
            key={command.id}
            id={`${listId}-${command.id}`}
            role="option"
            aria-selected={index === marked}
            onPointerMove={() => setMarked(index)}
            onClick={() => run(command)}
            onKeyDown={onKeyDown}
            className={classNames(
              'flex h-11 cursor-pointer items-center gap-3 rounded-md px-3 text-sm',
              index === marked && 'bg-selected text-on-selected',
            )}
          >
            <command.icon aria-hidden="true" className="size-4 shrink-0" />
            <span className="flex-1 truncate">{command.label}</span>
            <span className="text-muted text-xs">{command.hint}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="border-divider border-t px-4 py-2.5 text-muted text-xs">
        {invoices.note ?? (commands.length === 0 ? `Nothing found for “${query}”` : '↑ ↓ to move, Enter to open, Esc to close')}
      </p>
    </dialog>
  );
}

function pageCommands(sections: readonly NavigationSection[]): Command[] {
  return sections.flatMap(({ label, items }) =>
    items.map((item) => ({ id: item.to, label: item.label, hint: label, to: item.to, icon: item.icon })),
  );
}

