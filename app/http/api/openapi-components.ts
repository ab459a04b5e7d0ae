import { z } from 'zod';
import { auditEntrySchema, auditPageSchema, auditVerificationSchema } from './audit-schemas.ts';
import { budgetListSchema, budgetSchema } from './budget-schemas.ts';
import { creditPlanSchema, reconciliationCaseListSchema, reconciliationCaseSchema } from './case-schemas.ts';
import { invoicePreviewSchema } from './invoice-preview-schema.ts';
import { lateUsageListSchema, lateUsageSchema } from './late-usage-schemas.ts';
import { migrationRequestBodySchema, migrationRequestSchema } from './migration-schemas.ts';
import { nextInvoiceSchema } from './next-invoice-schema.ts';
import {
  markedNotificationsSchema,
  notificationListSchema,
  notificationSchema,
  readNotificationSchema,
} from './notification-schemas.ts';
import { planListSchema, planSimulationSchema } from './plan-schemas.ts';
import {
  discrepancySchema,
  findingSchema,
  reconciliationRunningSchema,
  reconciliationSchema,
  reconciliationStartedSchema,
  repairPlanSchema,
  repairResultSchema,
} from './reconciliation-schemas.ts';
import {
  csrfTokenSchema,
  currentUsageSchema,
  featuresSchema,
  healthSchema,
  invoiceLineItemSchema,
  invoicePageSchema,
  invoiceSchema,
  problemSchema,
} from './schemas.ts';
import {
  usageAdjustmentBodySchema,
  usageAdjustmentPageSchema,
  usageAdjustmentReversalBodySchema,
  usageAdjustmentSchema,
} from './usage-adjustment-schemas.ts';
import { usageAlertListSchema, usageAlertSchema } from './usage-alert-schemas.ts';
import { usageForecastSchema } from './usage-forecast-schemas.ts';
import { billChangeSchema, chargeExplanationSchema, usageHistorySchema } from './usage-insight-schemas.ts';

export type Json = Readonly<Record<string, unknown>>;

const COMPONENTS = {
  AuditEntry: auditEntrySchema,
  AuditPage: auditPageSchema,
  AuditVerification: auditVerificationSchema,
  CurrentUsage: currentUsageSchema,
  UsageHistory: usageHistorySchema,
  ChargeExplanation: chargeExplanationSchema,
  BillChange: billChangeSchema,
  UsageForecast: usageForecastSchema,
  UsageAlert: usageAlertSchema,
  UsageAlertList: usageAlertListSchema,
  Budget: budgetSchema,
  BudgetList: budgetListSchema,
  Notification: notificationSchema,
  NotificationList: notificationListSchema,
  ReadNotification: readNotificationSchema,
  MarkedNotifications: markedNotificationsSchema,
  Invoice: invoiceSchema,
  InvoiceLineItem: invoiceLineItemSchema,
  InvoicePage: invoicePageSchema,
  InvoicePreview: invoicePreviewSchema,
  NextInvoice: nextInvoiceSchema,
  MigrationRequestBody: migrationRequestBodySchema,
  MigrationRequest: migrationRequestSchema,
  UsageAdjustment: usageAdjustmentSchema,
  UsageAdjustmentBody: usageAdjustmentBodySchema,
  UsageAdjustmentPage: usageAdjustmentPageSchema,
  UsageAdjustmentReversalBody: usageAdjustmentReversalBodySchema,
  PlanList: planListSchema,
  PlanSimulation: planSimulationSchema,
  Discrepancy: discrepancySchema,
  ReconciliationFinding: findingSchema,
  Reconciliation: reconciliationSchema,
  ReconciliationStarted: reconciliationStartedSchema,
  ReconciliationRunning: reconciliationRunningSchema,
  RepairPlan: repairPlanSchema,
  RepairResult: repairResultSchema,
  ReconciliationCase: reconciliationCaseSchema,
  ReconciliationCaseList: reconciliationCaseListSchema,
  CreditPlan: creditPlanSchema,
  LateUsage: lateUsageSchema,
  LateUsageList: lateUsageListSchema,
  Features: featuresSchema,
  CsrfToken: csrfTokenSchema,
  Health: healthSchema,
  Problem: problemSchema,
} as const;

export type ComponentName = keyof typeof COMPONENTS;

export function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(COMPONENTS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}
