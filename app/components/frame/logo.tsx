import { Link } from '@remix-run/react';

export function Logo() {
  return (
    <Link to="/billing" className="flex items-center gap-2.5 rounded-md text-strong">
      <svg aria-hidden="true" viewBox="0 0 28 28" className="size-7 shrink-0">
        <rect width="28" height="28" rx="8" className="fill-button" />
        <path d="M14 6.5 21.5 21h-4.1L14 14.2 10.6 21H6.5Z" className="fill-on-button" />
      </svg>
      <span className="font-semibold text-base tracking-tight max-[359px]:sr-only">ApexMediation</span>
    </Link>
  );
}
