import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';

/** The platform's own popover: opens without a script, closes on Esc and a click elsewhere, gives the focus back. */
export function Popover({
  id,
  label,
  className,
  children,
}: {
  id: string;
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      id={id}
      role="dialog"
      aria-label={label}
      {...{ popover: 'auto' }}
      className={classNames(
        'm-0 rounded-lg border border-divider bg-raised text-strong shadow-3 open:animate-appear',
        className,
      )}
    >
      {children}
    </div>
  );
}

export function PopoverButton({
  target,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { target: string }) {
  return <button type="button" {...{ popovertarget: target }} {...rest} />;
}
