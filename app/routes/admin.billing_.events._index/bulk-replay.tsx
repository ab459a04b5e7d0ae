import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { EventFields } from './events-query.ts';

export const REPLAY_KEYWORD = 'REPLAY';

interface BulkReplayProps {
  /** The filter as form fields. */
  fields: EventFields;
  what: string;
  refusal: FormRefusal | null;
}

/** Everything that the filter matches is read from Stripe again; asks for a word and a reason first. */
export function BulkReplay({ fields, what, refusal }: BulkReplayProps) {
  const isSending = useNavigation().formAction !== undefined;
  return (
    <Card labelledBy="replay-title" className="mt-6">
      <CardHeader id="replay-title" title="Replay what is listed">
        {what} Their objects are read from Stripe again; no payload is applied, no money moves.
      </CardHeader>
      <Form
        method="post"
        noValidate
        className="grid gap-5 border-divider border-t px-4 py-5 md:grid-cols-[1fr_14rem_auto] md:items-start md:px-6"
      >
        <CsrfField />
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Field
          id="reason"
          label="Reason"
          error={fieldError(refusal, 'reason')}
          hint="10 to 500 characters, kept on record."
        >
          {(attributes) => <input {...attributes} name="reason" required minLength={10} maxLength={500} />}
        </Field>
        <Field
          id="keyword"
          label={`Type ${REPLAY_KEYWORD}`}
          error={fieldError(refusal, 'keyword')}
          hint="In small letters or capitals."
        >
          {(attributes) => <input {...attributes} name="keyword" required autoComplete="off" />}
        </Field>
        <Button className="md:mt-7" disabled={isSending}>
          {isSending ? 'Replaying…' : 'Replay'}
        </Button>
      </Form>
    </Card>
  );
}
