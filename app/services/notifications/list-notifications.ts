import type { ServiceContext } from '../context.ts';
import { requireOwnCustomer } from '../invoices/require-own-customer.ts';
import { type NoticesPageInput, type NotificationPage, readNotices } from './read-notices.ts';
import { ownNoticesSql } from './select-unread.ts';

export interface ListNotificationsInput extends NoticesPageInput {
  customerId: string;
}

/** A customer's in-app notices, newest first, and how many of all are unread. One trip. */
export async function listNotifications(
  ctx: ServiceContext,
  { customerId, ...page }: ListNotificationsInput,
): Promise<NotificationPage> {
  requireOwnCustomer(ctx.actor, customerId);
  return readNotices(ctx, ownNoticesSql(customerId), page);
}
