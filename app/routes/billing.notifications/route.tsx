import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Inbox } from '../../components/notices/inbox.tsx';
import { InboxTabs } from '../../components/notices/inbox-tabs.tsx';
import { MarkAll } from '../../components/notices/mark-all.tsx';
import { NoNotices } from '../../components/notices/no-notices.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { LIMIT_STEPS } from '../../domain/usage/limit-steps.ts';
import { formatPercents } from '../../format/percent.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { parseInboxQuery } from '../../pages/notices/inbox-query.server.ts';
import { OLDEST_PERIOD_MS, toInboxView } from '../../pages/notices/inbox-view.server.ts';
import { pathOfLastPage } from '../../pages/notices/page-path.ts';
import { submitMarks } from '../../pages/notices/submit-marks.server.ts';
import { withoutEmpty } from '../../pages/without-empty.ts';
import { listNotifications } from '../../services/notifications/list-notifications.ts';
import { markAllNotificationsRead } from '../../services/notifications/mark-all-notifications-read.ts';
import { markNotificationRead } from '../../services/notifications/mark-notification-read.ts';
import { noticeWords } from './notice-words.server.ts';

const NOTICES_PER_PAGE = 20;

export const meta: MetaFunction = () => [{ title: 'Notifications · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  const search = withoutEmpty(new URL(args.request.url).searchParams);
  return loadCustomerPage(args, 'notification.list_read', async ({ ctx, customerId, locale, reading }) => {
    const query = parseInboxQuery(search);
    const found = await listNotifications(ctx, { customerId, limit: NOTICES_PER_PAGE, ...query });
    const last = pathOfLastPage(new URL(args.request.url), {
      page: query.page,
      limit: NOTICES_PER_PAGE,
      total: found.total,
    });
    if (last !== null) throw redirect(last);
    return {
      inbox: toInboxView(found, {
        ...query,
        limit: NOTICES_PER_PAGE,
        search,
        locale,
        now: ctx.now,
        linksLastMs: OLDEST_PERIOD_MS,
        wordsOf: noticeWords,
      }),
      hearsAt: formatPercents(LIMIT_STEPS, locale),
      mayMark: ctx.actor.kind === 'publisher',
      reading: reading(),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'publisher');
  return loadPage(args, () =>
    submitMarks(args, {
      one: (notificationId) => markNotificationRead(ctx, { notificationId }),
      all: (until) => markAllNotificationsRead(ctx, { until }),
    }),
  );
}

export default function NotificationsPage() {
  const { inbox, mayMark, hearsAt } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-[880px]">
      <PageHeader
        title="Notifications"
        actions={mayMark && inbox.unread > 0 && inbox.newestAt !== null && <MarkAll until={inbox.newestAt} />}
      >
        Limits, budgets and requests of yours, the newest first. Times are in UTC.
      </PageHeader>
      <InboxTabs tabs={inbox.tabs} />
      <Inbox inbox={inbox} mayMark={mayMark}>
        <NoNotices inbox={inbox}>
          You hear when usage reaches {hearsAt} of a limit, when a budget reaches one of its steps, and when a
          request of yours is answered.
        </NoNotices>
      </Inbox>
    </div>
  );
}
