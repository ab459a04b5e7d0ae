import { z } from 'zod';
import type { GuardedContext } from '../../auth/guards.ts';
import { BillingError, isBillingError } from '../../domain/errors.ts';
import { supportedLocale } from '../../format/locale.ts';
import { parseId } from '../../http/api/parse-id.ts';
import { pageProblem } from '../../http/page-error.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { createBudget } from '../../services/budgets/create-budget.ts';
import { deleteBudget } from '../../services/budgets/delete-budget.ts';
import { updateBudget } from '../../services/budgets/update-budget.ts';
import { idOfRequest } from '../../services/idempotency/id-of-request.ts';
import { hashRequest } from '../../services/idempotency/request-hash.ts';
import { scopeOfKey } from '../../services/idempotency/scope-of-key.ts';
import type { SubmittedBudget } from './budget-form.tsx';
import { readBudgetForm, toBudgetInput } from './read-budget-form.ts';

/** What a form of the budgets card asks for. Null when it is done; else what was wrong with which form. */
export async function changeBudgets(
  ctx: GuardedContext<'publisher'>,
  form: FormData,
): Promise<SubmittedBudget | null> {
  const intent = form.get('intent');
  if (intent === 'delete-budget') {
    await deleteOnce(() => deleteBudget(ctx, { budgetId: idOf(form) }));
    return null;
  }
  const values = readBudgetForm(form);
  const input = toBudgetInput(values, supportedLocale(ctx.actor.locale));
  if (intent === 'create-budget') {
    const id = await idOfNew(ctx, { key: String(form.get('key') ?? ''), input });
    const refusal = await submitForm(() => createBudget(ctx, { input, id }));
    return refusal && { budgetId: null, refusal, values, seenAt: null };
  }
  if (intent !== 'update-budget') throw pageProblem(400, ctx.requestId);
  const budgetId = idOf(form);
  const seenAt = z.iso.datetime().safeParse(form.get('seen_at'));
  if (!seenAt.success) throw pageProblem(400, ctx.requestId);
  const change = { budgetId, input, seenAt: new Date(seenAt.data) };
  const refusal = await submitForm(() => ifThere(() => updateBudget(ctx, change)));
  // After a conflict the next try is of what is shown now; until then it stays of what was seen when it was opened.
  const isConflict = refusal?.fields.length === 0;
  return refusal && { budgetId, refusal, values, seenAt: isConflict ? null : seenAt.data };
}

/** A budget that is gone is told beside those that are left, and what was typed is not lost to an error page. */
async function ifThere(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isGone(error)) throw error;
    throw new BillingError('conflict', 'This budget was deleted in the meantime.');
  }
}

/** One budget for one key and what it says, however often the form is sent. */
async function idOfNew(
  ctx: GuardedContext<'publisher'>,
  { key, input }: { key: string; input: unknown },
): Promise<string> {
  if (key === '') return ctx.newId();
  const endpoint = { method: 'POST', path: '/billing/usage' };
  return idOfRequest({
    scope: scopeOfKey(ctx.actor, endpoint),
    key,
    requestHash: await hashRequest({ ...endpoint, body: input }),
  });
}

function isGone(error: unknown): boolean {
  return isBillingError(error) && error.code === 'not_found';
}

function idOf(form: FormData): string {
  return parseId(String(form.get('id') ?? ''));
}

/** A second click finds it gone, which is what was asked for. */
async function deleteOnce(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
