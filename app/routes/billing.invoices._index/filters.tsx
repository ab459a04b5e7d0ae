import { SlidersHorizontal, X } from 'lucide-react';
import { type MouseEvent, useRef } from 'react';
import { buttonClass } from '../../components/ui/button.tsx';
import type { FieldError } from '../../domain/errors.ts';
import { FilterForm } from './filter-form.tsx';
import type { InvoiceFilters } from './invoices-view.ts';

interface FiltersProps {
  filters: InvoiceFilters;
  errors: readonly FieldError[];
}

/** A row of fields from 768 px up, a drawer below. */
export function Filters({ filters, errors }: FiltersProps) {
  const active = Object.values(filters).filter((value) => value !== '').length;
  return (
    <>
      <div className="mb-4 hidden md:block">
        <FilterForm filters={filters} errors={errors} idPrefix="row" />
      </div>
      <FilterDrawer filters={filters} errors={errors} active={active} />
    </>
  );
}

/** Without a script it opens as a popover, with one as a modal dialog that keeps the focus inside. */
function FilterDrawer({ filters, errors, active }: FiltersProps & { active: number }) {
  const drawer = useRef<HTMLDialogElement>(null);

  function openModally(event: MouseEvent): void {
    event.preventDefault();
    drawer.current?.showModal();
  }

  function close(event: MouseEvent): void {
    event.preventDefault();
    drawer.current?.close();
  }

  return (
    <div className="mb-4 md:hidden">
      <button
        type="button"
        className={buttonClass()}
        onClick={openModally}
        aria-haspopup="dialog"
        {...{ popovertarget: 'invoice-filters' }}
      >
        <SlidersHorizontal aria-hidden="true" className="size-4" />
        Filters
        {active > 0 && <span className="tabular-nums">({active})</span>}
      </button>
      <dialog
        ref={drawer}
        id="invoice-filters"
        aria-label="Filters"
        {...{ popover: 'auto', closedby: 'any' }}
        className="drawer fixed inset-y-0 right-0 left-auto m-0 h-dvh max-h-none w-[min(480px,calc(100vw-3rem))] border-divider border-l bg-raised p-6 text-strong shadow-3 open:animate-drawer"
      >
        <div className="mb-5 flex items-center justify-between">
          <h2 className="font-semibold text-lg">Filters</h2>
          <button
            type="button"
            aria-label="Close filters"
            className="-mr-2 grid size-10 place-items-center rounded-md text-muted transition-colors hover:bg-pressed hover:text-strong"
            onClick={close}
            {...{ popovertarget: 'invoice-filters', popovertargetaction: 'hide' }}
          >
            <X aria-hidden="true" className="size-5" />
          </button>
        </div>
        <FilterForm
          filters={filters}
          errors={errors}
          idPrefix="drawer"
          onSubmit={() => drawer.current?.close()}
        />
      </dialog>
    </div>
  );
}
