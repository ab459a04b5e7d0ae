import { expect, it } from 'vitest';
import type { Viewer } from '../../pages/viewer.ts';
import { navigationFor } from './navigation.ts';

const person = (kind: Viewer['kind']): Viewer => ({
  kind,
  name: 'Ann',
  email: 'ann@publisher.test',
  roleLabel: '',
  locale: 'en-US',
  initials: 'A',
});

const paths = (viewer: Viewer | null, query = '') =>
  navigationFor(viewer, query).flatMap(({ items }) => items.map(({ to }) => to));

it('shows a publisher its four pages, and nothing of the administration', () => {
  expect(paths(person('publisher'))).toEqual([
    '/billing/usage',
    '/billing/invoices',
    '/billing/subscription',
    '/billing/settings',
  ]);
});

it('does not carry a customer_id along for a publisher', () => {
  expect(paths(person('publisher'), '?customer_id=1')).toContain('/billing/usage');
});

it('shows staff the overview, and a publisher’s pages only while it reads them', () => {
  expect(paths(person('staff'))).toEqual(['/admin/billing']);
  expect(paths(person('staff'), '?customer_id=1')).toEqual([
    '/admin/billing',
    '/billing/usage?customer_id=1',
    '/billing/invoices?customer_id=1',
    '/billing/subscription?customer_id=1',
    '/billing/settings?customer_id=1',
  ]);
});

it('shows nobody nothing', () => {
  expect(paths(null)).toEqual([]);
});
