import { readCookie } from '../../auth/cookies.ts';
import { BUDGET_DONE_WORDS, type BudgetDone } from './budget-done.ts';

/** Lives from the answer to a form to the page that follows it. It names a verb, nothing of anybody. */
const COOKIE = 'apex_budget_done';
const LIFE_SECONDS = 60;
const DONE_OF_INTENT: Readonly<Record<string, BudgetDone>> = {
  'create-budget': 'added',
  'update-budget': 'saved',
  'delete-budget': 'deleted',
};

/** `Set-Cookie` for what a form of this intent has done. */
export function budgetDoneCookie(intent: FormDataEntryValue | null, { secure }: { secure: boolean }): string {
  return cookie(DONE_OF_INTENT[String(intent)] ?? '', { maxAge: LIFE_SECONDS, secure });
}

/** What was done, and the headers that forget it, so that it is said once. */
export function takeBudgetDone(
  headers: Headers,
  { secure }: { secure: boolean },
): { done: BudgetDone | null; headers: Headers } {
  const value = readCookie(headers, COOKIE);
  const forgetting = new Headers();
  if (value !== null) forgetting.set('Set-Cookie', cookie('', { maxAge: 0, secure }));
  return { done: isDone(value) ? value : null, headers: forgetting };
}

function isDone(value: string | null): value is BudgetDone {
  return value !== null && Object.hasOwn(BUDGET_DONE_WORDS, value);
}

function cookie(value: string, { maxAge, secure }: { maxAge: number; secure: boolean }): string {
  const attributes = `Path=/billing; Max-Age=${maxAge}; HttpOnly; SameSite=Lax`;
  return `${COOKIE}=${value}; ${attributes}${secure ? '; Secure' : ''}`;
}
