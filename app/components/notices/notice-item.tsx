import { Form, Link, useNavigation } from '@remix-run/react';
import type { NoticeView } from '../../pages/notices/inbox-view.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { CsrfField } from '../ui/csrf-field.tsx';
import { Exact } from '../ui/exact.tsx';
import { LINK_CLASS } from '../ui/link-class.ts';

const DOTS: Readonly<Record<NoticeView['tone'], string>> = {
  info: 'bg-info',
  warning: 'bg-warning',
  success: 'bg-success',
  neutral: 'bg-faint',
};

export function NoticeItem({ notice, mayMark }: { notice: NoticeView; mayMark: boolean }) {
  const { title, text, exact, tone, to, instant, when, isUnread } = notice;
  return (
    <li className={classNames('flex gap-3 px-4 py-4 text-sm md:px-6', isUnread && 'bg-selected/40')}>
      <span
        aria-hidden="true"
        className={classNames(
          'mt-1.5 size-2 shrink-0 rounded-full',
          isUnread ? DOTS[tone] : 'bg-transparent',
        )}
      />
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 max-md:w-full md:flex-1">
          <p className={classNames('break-words', isUnread && 'font-semibold')}>
            {isUnread && <span className="sr-only">Unread: </span>}
            {to === null ? (
              title
            ) : (
              <Link to={to} className={LINK_CLASS}>
                {title}
              </Link>
            )}
          </p>
          <p className="mt-0.5 break-words text-muted tabular-nums">
            <Exact exact={exact}>{text}</Exact>
          </p>
          <p className="mt-1 text-muted text-xs">
            <time dateTime={instant}>{when}</time>
          </p>
        </div>
        {mayMark && isUnread && <MarkRead notice={notice} />}
      </div>
    </li>
  );
}

function MarkRead({ notice: { id, title } }: { notice: NoticeView }) {
  const isSending = useNavigation().formData?.get('id') === id;
  return (
    <Form method="post" preventScrollReset>
      <CsrfField />
      <input type="hidden" name="intent" value="read" />
      <input type="hidden" name="id" value={id} />
      <Button
        kind="quiet"
        size="sm"
        disabled={isSending}
        aria-label={`Mark as read: ${title}`}
        className="max-md:-ml-3"
      >
        Mark as read
      </Button>
    </Form>
  );
}
