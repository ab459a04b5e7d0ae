import { redirect } from '@remix-run/cloudflare';
import { z } from 'zod';
import { withReadAudit } from '../auth/customer-read.ts';
import { type GuardArgs, type GuardedContext, requirePage } from '../auth/guards.ts';
import { supportedLocale } from '../format/locale.ts';
import { pageProblem } from '../http/page-error.ts';
import { ownNoticesSql, STAFF_NOTICES } from '../services/notifications/select-unread.ts';
import { withCustomerName } from './customer-name.server.ts';
import { CUSTOMER_PARAM, type Reading } from './customer-query.ts';
import { loadPage } from './load-page.server.ts';
import { withUnreadNotices } from './unread-notices.server.ts';

export interface CustomerPage {
  ctx: GuardedContext<'any'>;
  customerId: string;
  /** The reader's, which for staff is not the customer's. */
  locale: string;
  /** For the page's data, after its service call: what the viewer has to read, and whose pages staff is reading. 404 for nobody's. */
  reading(): Reading;
}

/**
 * A publisher's page. A publisher sees its own data, whatever the query says; staff reads one publisher's with
 * `?customer_id=`, which is audited in the same trip, and without it belongs on the admin page.
 */
export async function loadCustomerPage<T>(
  args: GuardArgs,
  action: string,
  work: (page: CustomerPage) => Promise<T>,
): Promise<T> {
  const ctx = await requirePage(args, 'any');
  const locale = supportedLocale(ctx.actor.locale);
  if (ctx.actor.kind === 'publisher') {
    const { customerId } = ctx.actor;
    const counted = withUnreadNotices(ctx, ownNoticesSql(customerId));
    const reading = () => ({ unread: counted.readUnread() });
    return loadPage(args, () => work({ ctx: counted.ctx, customerId, locale, reading }));
  }
  const customerId = requireCustomerId(args);
  const counted = withUnreadNotices(ctx, STAFF_NOTICES);
  const named = withCustomerName(counted.ctx, customerId);
  return loadPage(args, () =>
    work({
      ctx: withReadAudit(named.ctx, { action, customerId }),
      customerId,
      locale,
      reading() {
        const customerName = named.readName();
        if (customerName === null) throw pageProblem(404, args.context.requestId);
        return { customerId, customerName, unread: counted.readUnread() };
      },
    }),
  );
}

function requireCustomerId({ request, context }: GuardArgs): string {
  const wanted = new URL(request.url).searchParams.get(CUSTOMER_PARAM);
  if (wanted === null) throw redirect('/admin/billing');
  const parsed = z.guid().safeParse(wanted);
  if (!parsed.success) throw pageProblem(404, context.requestId);
  return parsed.data.toLowerCase();
}
