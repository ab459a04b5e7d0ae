export interface AdminPage {
  to: string;
  label: string;
}

/** The rooms of the admin's desk, in the order of a working day. */
export const ADMIN_PAGES: readonly AdminPage[] = [
  { to: '/admin/billing', label: 'Overview' },
  { to: '/admin/billing/notices', label: 'Notices' },
  { to: '/admin/billing/customers', label: 'Customers' },
  { to: '/admin/billing/reviews', label: 'Reviews' },
  { to: '/admin/billing/events', label: 'Webhooks' },
  { to: '/admin/billing/reconciliation', label: 'Reconciliation' },
  { to: '/admin/billing/quarantine', label: 'Quarantine' },
  { to: '/admin/billing/audit', label: 'Audit' },
  { to: '/admin/billing/jobs', label: 'Jobs' },
  { to: '/admin/billing/migrations', label: 'Migrations' },
];
