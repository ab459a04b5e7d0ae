import type { LoaderFunctionArgs } from '@remix-run/cloudflare';
import { pageProblem } from '../http/page-error.ts';

export function loader({ context }: LoaderFunctionArgs): never {
  throw pageProblem(404, context.requestId);
}
