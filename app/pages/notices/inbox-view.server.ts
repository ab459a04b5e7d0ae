import { formatDateTime } from '../../format/dates.ts';
import type { InAppNotification, NotificationPage } from '../../services/notifications/read-notices.ts';
import { customerQuery } from '../customer-query.ts';
import type { InboxView, NoticeView } from './inbox-view.ts';

export type NoticeWords = Pick<NoticeView, 'title' | 'text' | 'exact' | 'tone'> & {
  /** Path and query, without the publisher that staff reads. */
  page: string | null;
};

/** The usage page shows the last twelve periods: what is told of an older one leads nowhere. */
export const OLDEST_PERIOD_MS = 330 * 86_400_000;

export interface InboxQuery {
  page: number;
  unreadOnly: boolean;
}

interface Options extends InboxQuery {
  limit: number;
  search: URLSearchParams;
  locale: string;
  now: Date;
  /** How long the pages show what notices tell of; null where they do for good. */
  linksLastMs: number | null;
  wordsOf(notification: InAppNotification, locale: string): NoticeWords;
}

export function toInboxView(found: NotificationPage, options: Options): InboxView {
  const { notifications, unread, total, newestAt } = found;
  const { page, limit, unreadOnly, search, locale } = options;
  const first = (page - 1) * limit + 1;
  const last = first + notifications.length - 1;
  const count = (value: number) => value.toLocaleString(locale);
  return {
    notices: notifications.map((notification) => toNoticeView(notification, options)),
    unread,
    tabs: [
      { label: 'All', search: searchOf(search, { page: 1, unreadOnly: false }), isCurrent: !unreadOnly },
      {
        label: `Unread (${count(unread)})`,
        search: searchOf(search, { page: 1, unreadOnly: true }),
        isCurrent: unreadOnly,
      },
    ],
    newestAt: newestAt?.toISOString() ?? null,
    isUnreadOnly: unreadOnly,
    range: notifications.length === 0 ? null : `${count(first)}–${count(last)} of ${count(total)}`,
    newer: page > 1 ? searchOf(search, { page: page - 1, unreadOnly }) : null,
    older: last < total ? searchOf(search, { page: page + 1, unreadOnly }) : null,
  };
}

function toNoticeView(
  notification: InAppNotification,
  { locale, now, linksLastMs, search, wordsOf }: Options,
): NoticeView {
  const { id, createdAt, readAt } = notification;
  const { page, ...words } = wordsOf(notification, locale);
  const isGone = linksLastMs !== null && now.getTime() - createdAt.getTime() > linksLastMs;
  return {
    ...words,
    id,
    to: page === null || isGone ? null : withCustomer(page, search),
    instant: createdAt.toISOString(),
    when: formatDateTime(createdAt, locale),
    isUnread: readAt === null,
  };
}

/** Staff stays with the publisher whose notices it reads. */
function withCustomer(page: string, search: URLSearchParams): string {
  const query = customerQuery(search);
  if (query === '') return page;
  const [path = '', hash] = page.split('#');
  const joined = path.includes('?') ? `${path}&${query.slice(1)}` : `${path}${query}`;
  return hash === undefined ? joined : `${joined}#${hash}`;
}

function searchOf(search: URLSearchParams, { page, unreadOnly }: InboxQuery): string {
  const next = new URLSearchParams(customerQuery(search));
  if (unreadOnly) next.set('unread_only', 'true');
  if (page > 1) next.set('page', String(page));
  return `?${next}`;
}
