import type { Problem } from '../http/problem.ts';

/** A refused or failed call; `message` can be shown to a person. */
export class BillingApiError extends Error {
  /** 0 when no answer came at all. */
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: readonly { path: string; message: string }[];

  constructor(message: string, details: Partial<Problem> & { cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'BillingApiError';
    this.status = details.status ?? 0;
    this.code = details.code ?? 'unreachable';
    this.requestId = details.requestId ?? null;
    this.fields = details.errors ?? [];
  }
}

/** From problem+json where there is one; a proxy in between may answer with something else. */
export async function responseToError(response: Response): Promise<BillingApiError> {
  const problem = await readProblem(response);
  if (problem === null) {
    return new BillingApiError(`The billing service answered with status ${response.status}.`, {
      status: response.status,
      code: 'unexpected_answer',
    });
  }
  const fields = (problem.errors ?? []).map(({ path, message }) => `${path} ${message}`).join('; ');
  return new BillingApiError([problem.detail, fields && `(${fields})`].filter(Boolean).join(' '), problem);
}

async function readProblem(response: Response): Promise<Problem | null> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return null;
  try {
    return (await response.json()) as Problem;
  } catch {
    return null;
  }
}
