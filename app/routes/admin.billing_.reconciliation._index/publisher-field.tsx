import { Field } from '../../components/ui/field.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { PublisherChoice } from './resolve-publisher.server.ts';

interface PublisherFieldProps {
  /** As it was sent. */
  text: string;
  /** Who may be meant by it. */
  choices: readonly PublisherChoice[];
  refusal: FormRefusal | null;
}

/** A text that means one publisher; where it fits several, a list to choose from stands below, also without a script. */
export function PublisherField({ text, choices, refusal }: PublisherFieldProps) {
  return (
    <div>
      <Field
        id="customer"
        label="Publisher"
        error={fieldError(refusal, 'customer_id')}
        hint="Name, e-mail, id, Stripe id or invoice number; empty for all publishers"
      >
        {(attributes) => (
          <input
            {...attributes}
            name="customer"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            defaultValue={text}
          />
        )}
      </Field>
      {choices.length > 0 && (
        <fieldset className="mt-3 space-y-2">
          <legend className="mb-1 font-medium text-sm text-strong">Which one?</legend>
          <input type="hidden" name="offered_for" value={text} />
          {choices.map(({ id, name, detail, isChosen }) => (
            <label key={id} className="flex items-start gap-2.5 text-sm" htmlFor={`customer-${id}`}>
              <input
                id={`customer-${id}`}
                type="radio"
                name="customer_id"
                value={id}
                defaultChecked={isChosen}
                className="mt-1 size-4"
              />
              <span className="min-w-0">
                {name}
                <span className="block break-all text-muted text-xs">{detail}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
