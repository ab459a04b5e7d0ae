import { readForm } from '../http/body.ts';

export interface SubmittedConfirmation {
  keyword: string;
  reason: string;
  /** The form's other fields, the CSRF token left out; one that is missing is an empty text. */
  field(name: string): string;
}

/** What a `ConfirmForm` sent. `requireConfirmed` in the service judges it. */
export async function readConfirmation(request: Request): Promise<SubmittedConfirmation> {
  const form = await readForm(request);
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { keyword: field('keyword'), reason: field('reason'), field };
}
