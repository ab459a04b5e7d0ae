import { useEffect, useState } from 'react';
import { Field } from '../../components/ui/field.tsx';
import {
  countNotesCharacters,
  MAX_NOTES_CHARACTERS,
  MIN_NOTES_CHARACTERS,
} from '../../domain/migration-request.ts';

/** The notes with a live count. Without a script the count is left out and the server counts. */
export function NotesField({ error, initial }: { error: string | undefined; initial: string }) {
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => setCount(countNotesCharacters(initial)), [initial]);
  return (
    <Field id="notes" label="What should we know?" error={error} hint={<Count count={count} />}>
      {(attributes) => (
        <textarea
          {...attributes}
          name="notes"
          rows={5}
          required
          defaultValue={initial}
          onInput={(event) => setCount(countNotesCharacters(event.currentTarget.value))}
          placeholder="Which systems move, from where, and by when? Whom may we contact?"
        />
      )}
    </Field>
  );
}

function Count({ count }: { count: number | null }) {
  if (count === null) return <>At least {MIN_NOTES_CHARACTERS} characters.</>;
  const missing = MIN_NOTES_CHARACTERS - count;
  const excess = count - MAX_NOTES_CHARACTERS;
  return (
    <span aria-live="polite" className="tabular-nums">
      {missing > 0 && `${missing} more ${missing === 1 ? 'character' : 'characters'} needed`}
      {excess > 0 && `${excess} ${excess === 1 ? 'character' : 'characters'} too many`}
      {missing <= 0 &&
        excess <= 0 &&
        `${count.toLocaleString('en')} of ${MAX_NOTES_CHARACTERS.toLocaleString('en')} characters`}
    </span>
  );
}
