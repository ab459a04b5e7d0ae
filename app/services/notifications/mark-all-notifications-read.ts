import { z } from 'zod';
import { BillingError } from '../../domain/errors.ts';
import type { ServiceContext } from '../context.ts';
import { markNotices } from './mark-notices.ts';
import { ownNoticesSql } from './select-unread.ts';

export const markAllSchema = z.strictObject({
  until: z.iso
    .datetime({ offset: true, error: 'must be an instant, such as 2026-05-01T00:00:00Z' })
    .meta({ description: 'Of the newest notice seen: later ones stay unread' })
    .transform((text) => new Date(text)),
});

/**
 * Marks the acting publisher's in-app notices up to an instant as read, as `markNotices` does. Throws `forbidden` for
 * staff.
 */
export async function markAllNotificationsRead(
  ctx: ServiceContext,
  { until }: { until: Date },
): Promise<{ marked: number; unread: number }> {
  const { actor } = ctx;
  if (actor.kind !== 'publisher') {
    throw new BillingError('forbidden', 'Only the publisher itself can mark its notices as read.');
  }
  const { customerId } = actor;
  return markNotices(ctx, { own: ownNoticesSql(customerId), customerId }, until);
}
