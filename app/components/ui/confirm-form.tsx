import { Form, useNavigation } from '@remix-run/react';
import { type ReactNode, useId } from 'react';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { Button } from './button.tsx';
import { CsrfField } from './csrf-field.tsx';
import { Field } from './field.tsx';
import { Mono } from './mono.tsx';
import { Notice } from './notice.tsx';

/** What came back of a form that was not taken. */
export interface RefusedConfirmation {
  reason: string;
  refusal: FormRefusal;
}

interface ConfirmFormProps {
  /** What opens the form, e.g. "Run now". */
  title: string;
  /** What will happen, in a sentence. */
  children: ReactNode;
  /** The word that has to be typed. */
  keyword: string;
  button: string;
  /** Names the action and its object to the server, beside `keyword` and `reason`. */
  hidden: Readonly<Record<string, string>>;
  /** What else the action asks, before the reason. */
  fields?: ReactNode;
  refused: RefusedConfirmation | null;
}

/**
 * For what destroys something, moves money or acts out of turn: a typed word and a reason, judged by the server
 * (`readConfirmation`, `requireConfirmed`). Opens and sends without a script.
 */
export function ConfirmForm({ title, children, keyword, button, hidden, fields, refused }: ConfirmFormProps) {
  const id = useId();
  const sent = useNavigation().formData;
  const isSending =
    sent !== undefined && Object.entries(hidden).every(([name, value]) => sent.get(name) === value);
  return (
    <details open={refused !== null} className="group rounded-md border border-edge bg-card">
      <summary className="flex h-10 list-none items-center justify-between gap-4 rounded-md px-4 font-medium text-sm hover:bg-hover">
        {title}
        <span aria-hidden="true" className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
      </summary>
      <Form method="post" noValidate className="space-y-4 border-divider border-t px-4 py-4">
        <CsrfField />
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div className="text-muted text-sm">{children}</div>
        {refused !== null && refused.refusal.fields.length === 0 && (
          <Notice tone="danger" title={refused.refusal.message} />
        )}
        {fields}
        <Field id={`${id}-reason`} label="Reason" error={fieldError(refused?.refusal, 'reason')}>
          {(attributes) => (
            <textarea {...attributes} name="reason" rows={2} required defaultValue={refused?.reason ?? ''} />
          )}
        </Field>
        <Field
          id={`${id}-keyword`}
          label="Confirmation"
          error={fieldError(refused?.refusal, 'keyword')}
          hint={
            <>
              Type <Mono>{keyword}</Mono>, in small letters or capitals
            </>
          }
        >
          {(attributes) => (
            <input {...attributes} name="keyword" autoComplete="off" autoCapitalize="none" required />
          )}
        </Field>
        <Button kind="primary" disabled={isSending}>
          {isSending ? 'Working…' : button}
        </Button>
      </Form>
    </details>
  );
}
