import { requireStaff } from '../admin/require-staff.ts';
import type { ServiceContext } from '../context.ts';
import { type NoticesPageInput, type NotificationPage, readNotices } from './read-notices.ts';
import { STAFF_NOTICES } from './select-unread.ts';

/** What our own staff is told, newest first, and how much of all nobody has read. Staff only. One trip. */
export async function listStaffNotifications(
  ctx: ServiceContext,
  page: NoticesPageInput,
): Promise<NotificationPage> {
  requireStaff(ctx.actor);
  return readNotices(ctx, STAFF_NOTICES, page);
}
