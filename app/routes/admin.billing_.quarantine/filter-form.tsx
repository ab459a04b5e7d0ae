import { Form, Link } from '@remix-run/react';
import { Button, buttonClass } from '../../components/ui/button.tsx';
import { Select } from '../../components/ui/select.tsx';
import { QUARANTINE_REASONS } from '../../domain/quarantine-reason.ts';
import type { QuarantineFilters } from './quarantine-view.ts';
import { REASON_WORDS } from './reason-words.ts';

const SELECT_CLASS =
  'h-10 w-full rounded-md border border-edge bg-card px-3 text-sm text-strong shadow-1 transition-colors hover:border-faint md:w-auto';
const LABEL_CLASS = 'font-medium text-muted text-xs';

export function FilterForm({ filters }: { filters: QuarantineFilters }) {
  const isFiltered = filters.state !== 'open' || filters.reason !== '';
  return (
    <Form
      method="get"
      key={`${filters.state}:${filters.reason}`}
      className="mb-4 flex flex-col gap-4 md:flex-row md:flex-wrap md:items-end"
    >
      <div className="flex flex-col gap-1">
        <label htmlFor="quarantine-state" className={LABEL_CLASS}>
          State
        </label>
        <Select id="quarantine-state" name="state" defaultValue={filters.state} className={SELECT_CLASS}>
          <option value="open">Kept out</option>
          <option value="resolved">Taken since</option>
          <option value="all">All</option>
        </Select>
      </div>
      <div className="flex flex-col gap-1">
        <label htmlFor="quarantine-reason" className={LABEL_CLASS}>
          Reason
        </label>
        <Select id="quarantine-reason" name="reason" defaultValue={filters.reason} className={SELECT_CLASS}>
          <option value="">Any</option>
          {QUARANTINE_REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {REASON_WORDS[reason].label}
            </option>
          ))}
        </Select>
      </div>
      <div className="flex items-center gap-2">
        <Button>Apply</Button>
        {isFiltered && (
          <Link to="?" className={buttonClass({ kind: 'quiet' })}>
            Clear
          </Link>
        )}
      </div>
    </Form>
  );
}
