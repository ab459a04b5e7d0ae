import { Link, type LinkProps } from '@remix-run/react';
import type { ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';

export interface ButtonLook {
  kind?: 'primary' | 'secondary' | 'quiet';
  size?: 'lg' | 'md' | 'sm';
}

const BASE =
  'inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium text-sm transition-colors disabled:opacity-50';

const KINDS = {
  primary: 'bg-button text-on-button shadow-1 hover:bg-button-hover active:bg-button-active',
  secondary: 'border border-edge bg-card text-strong shadow-1 hover:bg-hover active:bg-pressed',
  quiet: 'text-muted hover:bg-pressed hover:text-strong',
};

const SIZES = { lg: 'h-11 px-5', md: 'h-10 px-4', sm: 'h-8 px-3' };

export function buttonClass({ kind = 'secondary', size = 'md' }: ButtonLook = {}): string {
  return classNames(BASE, KINDS[kind], SIZES[size]);
}

export function Button({
  kind,
  size,
  className,
  type = 'submit',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & ButtonLook) {
  return <button type={type} className={classNames(buttonClass(look(kind, size)), className)} {...rest} />;
}

export function ButtonLink({ kind, size, className, ...rest }: LinkProps & ButtonLook) {
  return <Link className={classNames(buttonClass(look(kind, size)), className)} {...rest} />;
}

function look(kind: ButtonLook['kind'], size: ButtonLook['size']): ButtonLook {
  return { ...(kind && { kind }), ...(size && { size }) };
}
