import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';

export function ReplayForm({ refusal }: { refusal: FormRefusal | null }) {
  const isSending = useNavigation().formAction !== undefined;
  return (
    <Card labelledBy="replay-title">
      <CardHeader id="replay-title" title="Replay">
        Its object is read from Stripe again and our copy made the same. The payload is not applied.
      </CardHeader>
      <Form method="post" noValidate className="space-y-5 border-divider border-t px-4 py-5 md:px-6">
        <CsrfField />
        <Field
          id="reason"
          label="Reason"
          error={fieldError(refusal, 'reason')}
          hint="10 to 500 characters, kept on record."
        >
          {(attributes) => <input {...attributes} name="reason" required minLength={10} maxLength={500} />}
        </Field>
        <Button disabled={isSending}>{isSending ? 'Replaying…' : 'Replay this event'}</Button>
      </Form>
    </Card>
  );
}
