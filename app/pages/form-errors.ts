import { type FieldError, isBillingError } from '../domain/errors.ts';

/** Why a form was not taken: by field, and in a sentence. */
export interface FormRefusal {
  message: string;
  fields: readonly FieldError[];
}

export function fieldError(refusal: FormRefusal | null | undefined, path: string): string | undefined {
  return refusal?.fields.find((field) => field.path === path)?.message;
}

/** Runs a form's one service call; a refusal that the person can mend is given back, anything else is thrown. */
export async function submitForm(work: () => Promise<unknown>): Promise<FormRefusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isBillingError(error) && (error.code === 'invalid_value' || error.code === 'conflict')) {
      return { message: error.userMessage, fields: error.fields };
    }
    throw error;
  }
}
