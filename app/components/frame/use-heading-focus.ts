import { useLocation } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/** After a client navigation the focus goes to the new page's heading, as after a page load a reader starts there. */
export function useHeadingFocus(): void {
  const { pathname } = useLocation();
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  }, [pathname]);
}
