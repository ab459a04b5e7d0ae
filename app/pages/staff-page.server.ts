import { type GuardArgs, type GuardedContext, requirePage } from '../auth/guards.ts';
import { STAFF_NOTICES } from '../services/notifications/select-unread.ts';
import type { OwnReading } from './customer-query.ts';
import { withUnreadNotices } from './unread-notices.server.ts';

export interface StaffPage {
  ctx: GuardedContext<'staff'>;
  /** For the page's data, after its service call: what our staff has to read. */
  reading(): OwnReading;
}

/** A page of the desk. Its first read also counts the notices for the bell, in the same trip. */
export async function requireStaffPage(args: GuardArgs): Promise<StaffPage> {
  const { ctx, readUnread } = withUnreadNotices(await requirePage(args, 'staff'), STAFF_NOTICES);
  return { ctx, reading: () => ({ unread: readUnread() }) };
}
