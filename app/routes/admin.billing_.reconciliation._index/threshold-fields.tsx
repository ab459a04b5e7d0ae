import { Field } from '../../components/ui/field.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { FoldedFields } from './folded-fields.tsx';
import type { GivenValues } from './given-values.ts';
import type { ThresholdView } from './runs-view.ts';

/** From when this run tells staff, where that is not as configured. */
export function ThresholdFields({
  thresholds,
  refusal,
  given,
}: {
  thresholds: readonly ThresholdView[];
  refusal: FormRefusal | null;
  given: GivenValues;
}) {
  return (
    <FoldedFields
      title="Other thresholds for telling staff"
      refusal={refusal}
      paths={['alert_units.', 'alert_amounts.']}
    >
      <p className="text-muted text-sm">
        A difference is told from so many units on, whatever they cost, or from so much money on.
      </p>
      <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {thresholds.map(({ name, path, label, configured }) => (
          <Field
            key={name}
            id={name}
            label={label}
            error={fieldError(refusal, path)}
            hint={`Empty for ${configured}`}
          >
            {(attributes) => (
              <input
                {...attributes}
                name={name}
                inputMode="decimal"
                autoComplete="off"
                defaultValue={given[name]}
              />
            )}
          </Field>
        ))}
      </div>
    </FoldedFields>
  );
}
