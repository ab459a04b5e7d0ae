import { Field } from '../../components/ui/field.tsx';
import { Select } from '../../components/ui/select.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { GivenValues } from './given-values.ts';
import { PERIOD_PRESETS } from './period-presets.ts';

/** Which billing periods are compared: those that touch the dates. */
export function PeriodFields({ refusal, given }: { refusal: FormRefusal | null; given: GivenValues }) {
  return (
    <div className="grid items-start gap-4 md:grid-cols-2 lg:grid-cols-4">
      <div className="lg:col-span-2">
        <Field
          id="period"
          label="Period"
          error={fieldError(refusal, 'period')}
          hint="Billing periods that touch it, in UTC"
        >
          {(attributes) => (
            <Select {...attributes} name="period" defaultValue={given.period ?? 'recent'}>
              {Object.entries(PERIOD_PRESETS).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field id="from" label="First day" error={fieldError(refusal, 'period_start')} hint="Of other dates">
        {(attributes) => <input {...attributes} type="date" name="from" defaultValue={given.from} />}
      </Field>
      <Field id="to" label="Last day" error={fieldError(refusal, 'period_end')} hint="Included">
        {(attributes) => <input {...attributes} type="date" name="to" defaultValue={given.to} />}
      </Field>
    </div>
  );
}
