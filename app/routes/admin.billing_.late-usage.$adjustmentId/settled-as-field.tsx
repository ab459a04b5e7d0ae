import { Field } from '../../components/ui/field.tsx';
import { Select } from '../../components/ui/select.tsx';
import { SETTLED_AS } from '../../domain/adjustments/settled-as.ts';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { SETTLED_AS_WORDS } from '../../pages/late-usage-words.ts';

/** Whether money moved outside of this: nobody but the person who closes it knows, so nothing is chosen for them. */
export function SettledAsField({ chosen, refusal }: { chosen: string; refusal: FormRefusal | null }) {
  return (
    <Field
      id="settled-as"
      label="What became of it"
      error={fieldError(refusal, 'settled_as')}
      hint="A credit note that gave it back already is outside as well. What is waived is taken up first when usage of that metric and period is taken back later, and is not billed again."
    >
      {(attributes) => (
        <Select {...attributes} name="settled_as" required defaultValue={chosen}>
          <option value="">Choose…</option>
          {SETTLED_AS.map((one) => (
            <option key={one} value={one}>
              {SETTLED_AS_WORDS[one]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
