import { requireAdmin } from '../admin/require-admin.ts';
import type { ServiceContext } from '../context.ts';
import { markNotice, markNotices, type NoticesOwner } from './mark-notices.ts';
import { STAFF_NOTICES } from './select-unread.ts';

const STAFF: NoticesOwner = { own: STAFF_NOTICES, customerId: null };

/**
 * Marks a notice of our staff's as read, for all of staff: it has been seen by somebody who may act on it. Throws
 * `forbidden` for all but admins, and `not_found`.
 */
export async function markStaffNotificationRead(
  ctx: ServiceContext,
  { notificationId }: { notificationId: string },
): Promise<void> {
  requireAdmin(ctx.actor);
  await markNotice(ctx, STAFF, notificationId);
}

/** Marks all of them up to an instant; what came after it nobody has seen. Throws `forbidden` for all but admins. */
export async function markAllStaffNotificationsRead(
  ctx: ServiceContext,
  { until }: { until: Date },
): Promise<{ marked: number; unread: number }> {
  requireAdmin(ctx.actor);
  return markNotices(ctx, STAFF, until);
}
