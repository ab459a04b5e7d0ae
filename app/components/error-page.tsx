import { isRouteErrorResponse, useLocation } from '@remix-run/react';
import { CircleSlash, Compass, FileWarning, type LucideIcon, ServerCrash } from 'lucide-react';
import { ButtonLink } from './ui/button.tsx';
import { Card } from './ui/card.tsx';
import { Mono } from './ui/mono.tsx';

interface ErrorWords {
  icon: LucideIcon;
  title: string;
  text: string;
}

const WORDS: Readonly<Record<number, ErrorWords>> = {
  400: {
    icon: FileWarning,
    title: 'This request does not make sense',
    text: 'Something in the address or the form is not as it should be. Go back and try again.',
  },
  403: {
    icon: CircleSlash,
    title: 'You do not have access to this page',
    text: 'It is for ApexMediation staff. If you should see it, ask an administrator for the role.',
  },
  404: {
    icon: Compass,
    title: 'There is nothing here',
    text: 'The page may have moved, or it belongs to another account.',
  },
};

const FAULT: ErrorWords = {
  icon: ServerCrash,
  title: 'Something went wrong on our side',
  text: 'If you were changing something, look whether it was done before you try again. If this stays, send us the request id.',
};

export function ErrorPage({
  error,
  documentRequestId,
}: {
  error: unknown;
  documentRequestId: string | null;
}) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const { icon: Icon, title, text } = WORDS[status] ?? FAULT;
  const requestId = requestIdOf(error) ?? documentRequestId;
  const { pathname, search } = useLocation();
  return (
    <Card className="mx-auto mt-6 max-w-[640px] px-6 py-14 text-center md:mt-16">
      <span className="mx-auto mb-5 grid size-12 place-items-center rounded-full bg-well text-muted">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <p className="font-medium text-muted text-sm tabular-nums">{status}</p>
      <h1 tabIndex={-1} className="mt-1 font-semibold text-strong text-xl tracking-tight">
        {title}
      </h1>
      <p className="mx-auto mt-2 max-w-md text-balance text-muted text-sm">{text}</p>
      <div className="mt-6 flex justify-center gap-2">
        {status >= 500 && (
          <ButtonLink kind="primary" to={pathname + search} reloadDocument>
            Try again
          </ButtonLink>
        )}
        <ButtonLink to="/billing" reloadDocument>
          Go to billing
        </ButtonLink>
      </div>
      {requestId !== null && (
        <p className="mt-8 text-muted text-xs">
          Request id <Mono>{requestId}</Mono>
        </p>
      )}
    </Card>
  );
}

function requestIdOf(error: unknown): string | null {
  if (!isRouteErrorResponse(error)) return null;
  const { data } = error as { data: unknown };
  if (typeof data !== 'object' || data === null || !('requestId' in data)) return null;
  return typeof data.requestId === 'string' ? data.requestId : null;
}
