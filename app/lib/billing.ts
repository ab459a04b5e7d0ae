import type { BudgetJson, BudgetListJson } from '../http/api/budget-schemas.ts';
import type {
  MarkedNotificationsJson,
  NotificationListJson,
  ReadNotificationJson,
} from '../http/api/notification-schemas.ts';
import type { PlanListJson, PlanSimulationJson } from '../http/api/plan-schemas.ts';
import type { CurrentUsageJson, FeaturesJson, InvoiceJson, InvoicePageJson } from '../http/api/schemas.ts';
import type { UsageAlertListJson } from '../http/api/usage-alert-schemas.ts';
import type { UsageForecastJson } from '../http/api/usage-forecast-schemas.ts';
import type {
  BillChangeJson,
  ChargeExplanationJson,
  UsageHistoryJson,
} from '../http/api/usage-insight-schemas.ts';
import { BillingApiError, responseToError } from './billing-error.ts';
import type {
  ReconcileParams,
  ReconciliationResult,
  ReconciliationRunning,
  ReconciliationStarted,
} from './reconciliation.ts';

export { BillingApiError } from './billing-error.ts';
export type {
  BudgetJson as Budget,
  CurrentUsageJson as CurrentUsage,
  InvoiceJson as Invoice,
  InvoicePageJson as InvoicePage,
  NotificationListJson as NotificationList,
  PlanListJson as PlanList,
  PlanSimulationJson as PlanSimulation,
  UsageAlertListJson as UsageAlertList,
  UsageForecastJson as UsageForecast,
};

/** The API's client, for the console's other parts. Every call throws `BillingApiError` with a message fit to be shown. */

export interface CustomerOption {
  /** Whose data; for staff. A publisher always gets its own. */
  customer_id?: string;
}

export interface ListInvoicesParams extends CustomerOption {
  page?: number;
  limit?: number;
  status?: InvoiceJson['status'];
  /** ISO-8601; inclusive. */
  start_date?: string;
  /** ISO-8601; excluded as an instant, included as a date. */
  end_date?: string;
}

export interface SimulatePlansParams extends CustomerOption {
  /** Closed periods to replay, 1 to 12. */
  periods?: number;
  /** One made-up period instead; a metric left out stays at its average. Digits where a number could not hold it. */
  quantities?: {
    impressions?: number | string;
    api_calls?: number | string;
    data_transfer_bytes?: number | string;
  };
}

export type FeatureFlags = Pick<FeaturesJson, 'billingEnabled'> & Partial<FeaturesJson>;

export function getCurrentUsage(options: CustomerOption = {}): Promise<CurrentUsageJson> {
  return getJson(`/billing/usage/current${query(options)}`);
}

export interface PeriodOption extends CustomerOption {
  /** An instant in the period, ISO-8601; the running one when left out. */
  period_start?: string;
}

export function getUsageHistory(
  options: CustomerOption & { months?: number } = {},
): Promise<UsageHistoryJson> {
  return getJson(`/billing/usage/history${query(options)}`);
}

/** One metric's charge of a period, from its rows through the tiers to its lines; with `day` its hours too. */
export function explainCharge(
  options: PeriodOption & { metric: ChargeExplanationJson['metric']; day?: string },
): Promise<ChargeExplanationJson> {
  return getJson(`/billing/usage/explain${query(options)}`);
}

/** Why a period's bill differs from the one before. */
export function explainBillChange(options: PeriodOption = {}): Promise<BillChangeJson> {
  return getJson(`/billing/usage/changes${query(options)}`);
}

/** What the running period will come to, or why nothing can be said yet. */
export function getUsageForecast(options: CustomerOption = {}): Promise<UsageForecastJson> {
  return getJson(`/billing/usage/forecast${query(options)}`);
}

/** The latest first; `period_start` is the start of a period, to have its alerts alone. */
export function listUsageAlerts(options: PeriodOption = {}): Promise<UsageAlertListJson> {
  return getJson(`/billing/usage/alerts${query(options)}`);
}

export interface BudgetChange {
  name?: string;
  /** Major units of the subscription's currency; digits where a number could not hold it. */
  amount?: number | string;
  currency?: BudgetJson['currency'];
  /** Percents, ascending. */
  steps?: readonly number[];
  basis?: BudgetJson['basis'];
}

export type NewBudget = BudgetChange & Required<Pick<BudgetChange, 'amount' | 'currency'>>;

export function listBudgets(options: CustomerOption = {}): Promise<BudgetListJson> {
  return getJson(`/billing/budgets${query(options)}`);
}

export function getBudget(id: string, options: CustomerOption = {}): Promise<BudgetJson> {
  return getJson(`${budgetPath(id)}${query(options)}`);
}

/** With a key, a repeat gets the budget that the first call made. */
export function createBudget(
  budget: NewBudget,
  { idempotencyKey }: { idempotencyKey?: string } = {},
): Promise<BudgetJson> {
  const headers = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
  return postJson('/billing/budgets', { body: JSON.stringify(budget), headers });
}

export async function updateBudget(id: string, change: BudgetChange): Promise<BudgetJson> {
  return readJson(await write(budgetPath(id), { method: 'PATCH', body: JSON.stringify(change) }));
}

export async function deleteBudget(id: string): Promise<void> {
  const response = await write(budgetPath(id), { method: 'DELETE' });
  if (!response.ok) throw await responseToError(response);
}

function budgetPath(id: string): string {
  return `/billing/budgets/${encodeURIComponent(id)}`;
}

export function listNotifications(
  options: CustomerOption & { limit?: number; unread_only?: boolean } = {},
): Promise<NotificationListJson> {
  return getJson(`/billing/notifications${query(options)}`);
}

export async function markNotificationRead(id: string): Promise<ReadNotificationJson> {
  const path = `/billing/notifications/${encodeURIComponent(id)}/read`;
  return readJson(await write(path, { method: 'POST' }));
}

export async function markAllNotificationsRead({
  until,
}: {
  until: string;
}): Promise<MarkedNotificationsJson> {
  return readJson(
    await write('/billing/notifications/read', { method: 'POST', body: JSON.stringify({ until }) }),
  );
}

export function listInvoices(params: ListInvoicesParams = {}): Promise<InvoicePageJson> {
  return getJson(`/billing/invoices${query(params)}`);
}

export function getInvoice(id: string, options: CustomerOption = {}): Promise<InvoiceJson> {
  return getJson(`/billing/invoices/${encodeURIComponent(id)}${query(options)}`);
}

export function listPlans(options: CustomerOption = {}): Promise<PlanListJson> {
  return getJson(`/billing/plans${query(options)}`);
}

/** What closed periods, or quantities made up, cost on every plan; changes nothing. */
export async function simulatePlans({
  customer_id,
  ...body
}: SimulatePlansParams = {}): Promise<PlanSimulationJson> {
  const path = `/billing/plans/simulate${query(customer_id === undefined ? {} : { customer_id })}`;
  return postJson(path, { body: JSON.stringify(body) });
}

const NO_LONGER_READABLE: ReadonlySet<number> = new Set([401, 403, 404]);

const pdfs = new Map<string, { etag: string; blobUrl: string }>();

/**
 * The invoice's PDF as a blob URL, asked for again with its ETag and the same URL while it has not changed. A URL that
 * a new version replaces is revoked.
 */
export async function downloadInvoicePDF(id: string, options: CustomerOption = {}): Promise<string> {
  const known = pdfs.get(id);
  const path = `/billing/invoices/${encodeURIComponent(id)}/pdf${query(options)}`;
  const response = await send(path, { headers: known ? { 'If-None-Match': known.etag } : {} });
  if (response.status === 304 && known !== undefined) return known.blobUrl;
  if (response.ok || NO_LONGER_READABLE.has(response.status)) forgetPdf(id);
  if (!response.ok) throw await responseToError(response);
  const blobUrl = URL.createObjectURL(await response.blob());
  const etag = response.headers.get('etag');
  if (etag !== null) pdfs.set(id, { etag, blobUrl });
  return blobUrl;
}

function forgetPdf(id: string): void {
  const known = pdfs.get(id);
  if (known !== undefined) URL.revokeObjectURL(known.blobUrl);
  pdfs.delete(id);
}

/**
 * Compares our books with Stripe's; admins only. The same key again gives the same answer, or the result of a run that
 * went on, and runs nothing twice.
 */
export async function reconcileBilling(
  idempotencyKey: string,
  params: ReconcileParams = {},
): Promise<ReconciliationResult | ReconciliationStarted> {
  return postJson('/billing/reconcile', {
    body: JSON.stringify(params),
    headers: { 'Idempotency-Key': idempotencyKey },
  });
}

/** A run by its id: its result, or how far it is. */
export function getReconciliation(id: string): Promise<ReconciliationResult | ReconciliationRunning> {
  return getJson(`/billing/reconcile/${encodeURIComponent(id)}`);
}

/** Never throws: with no answer, billing counts as switched off. */
export async function getFeatureFlags(): Promise<FeatureFlags> {
  try {
    return await getJson<FeaturesJson>('/meta/features');
  } catch {
    return { billingEnabled: false };
  }
}

async function getJson<T>(path: string): Promise<T> {
  return readJson<T>(await send(path));
}

async function postJson<T>(
  path: string,
  init: { body: string; headers?: Record<string, string> },
): Promise<T> {
  return readJson(await write(path, { ...init, method: 'POST' }));
}

/** Carries the CSRF token of the session. */
async function write(
  path: string,
  { headers, ...init }: { method: string; body?: string; headers?: Record<string, string> },
): Promise<Response> {
  const { token } = await getJson<{ token: string }>('/auth/csrf');
  const type = init.body === undefined ? {} : { 'Content-Type': 'application/json' };
  return send(path, { ...init, headers: { ...type, ...headers, 'X-CSRF-Token': token } });
}

async function readJson<T>(response: Response): Promise<T> {
  if (!response.ok) throw await responseToError(response);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new BillingApiError('The billing service gave an answer that cannot be read.', {
      status: response.status,
      code: 'unexpected_answer',
      cause,
    });
  }
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { Accept: 'application/json, application/pdf, application/problem+json', ...init.headers };
  try {
    return await fetch(`${apiUrl()}${path}`, { credentials: 'include', ...init, headers });
  } catch (cause) {
    throw new BillingApiError('The billing service cannot be reached. Check the connection and try again.', {
      cause,
    });
  }
}

/** Bundlers write the variable's value into this very expression; where there is no `process`, the default holds. */
function apiUrl(): string {
  const configured = typeof process === 'undefined' ? undefined : process.env.NEXT_PUBLIC_API_URL;
  return (configured || '/api/v1').replace(/\/$/, '');
}

function query(
  params: Readonly<Record<string, string | number | boolean | undefined>> | CustomerOption,
): string {
  const given = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
