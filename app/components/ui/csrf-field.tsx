import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../../root.tsx';

/** The session's token, which every form that changes something carries. */
export function CsrfField() {
  const token = useRouteLoaderData<typeof loader>('root')?.csrfToken;
  return <input type="hidden" name="csrf" value={token ?? ''} />;
}
