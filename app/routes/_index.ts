import { redirect } from '@remix-run/cloudflare';

export function loader(): Response {
  return redirect('/billing');
}
