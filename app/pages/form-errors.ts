import { type FieldError, isBillingError } from '../domain/errors.ts';

/** Why a form was not taken: by field, and in a sentence. */
export interface FormRefusal {
  /** Of the answer: 503 where the form was right and Stripe did not answer. */
  status: 422 | 503;
  message: string;
  fields: readonly FieldError[];
}

export function fieldError(refusal: FormRefusal | null | undefined, path: string): string | undefined {
  return refusal?.fields.find((field) => field.path === path)?.message;
}

/**
 * Runs a form's one service call; a refusal that the person can mend, or that asks for patience, is given back, anything
 * else is thrown.
 */
export async function submitForm(work: () => Promise<unknown>): Promise<FormRefusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isBillingError(error)) throw error;
    const { userMessage: message, fields } = error;
    if (error.code === 'stripe_unavailable') return { status: 503, message, fields };
    if (error.code === 'invalid_value' || error.code === 'conflict') return { status: 422, message, fields };
    throw error;
  }
}
