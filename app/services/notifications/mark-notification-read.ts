import { BillingError } from '../../domain/errors.ts';
import type { ServiceContext } from '../context.ts';
import { markNotice } from './mark-notices.ts';
import { ownNoticesSql } from './select-unread.ts';

/**
 * Marks an in-app notice of the acting publisher as read; the first time counts. Throws `not_found` also for another
 * customer's, `forbidden` for staff.
 */
export async function markNotificationRead(
  ctx: ServiceContext,
  { notificationId }: { notificationId: string },
): Promise<{ id: string; readAt: Date }> {
  const { actor } = ctx;
  if (actor.kind !== 'publisher') {
    throw new BillingError('forbidden', 'Only the publisher itself can mark its notices as read.');
  }
  const { customerId } = actor;
  return markNotice(ctx, { own: ownNoticesSql(customerId), customerId }, notificationId);
}
