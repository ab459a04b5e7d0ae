import type { CustomTypesConfig, PoolClient, QueryArrayResult } from 'pg';
import type { SqlRequest, Statement, TransactionOptions } from './statement.ts';

const IN_FAILED_TRANSACTION = '25P02';

const rawText: CustomTypesConfig = { getTypeParser: () => (value: string | Buffer) => value };

/** A single statement commits by itself; a batch is one transaction and leaves nothing when any of it fails. */
export async function execute(client: PoolClient, request: SqlRequest): Promise<QueryArrayResult[]> {
  const statements = () => request.statements.map((statement) => send(client, statement));
  if (request.kind === 'single') return Promise.all(statements());
  const begin = client.query(beginStatement(request.transaction));
  const settled = await Promise.allSettled([begin, ...statements(), client.query('COMMIT')]);
  throwFirstFailure(settled);
  return settled.slice(1, -1).map((outcome) => (outcome as PromiseFulfilledResult<QueryArrayResult>).value);
}

function send(client: PoolClient, { text, values }: Statement): Promise<QueryArrayResult> {
  // The extended protocol also without parameters: one statement a query, as Neon has it.
  const config = { text, values, rowMode: 'array' as const, types: rawText, queryMode: 'extended' };
  return client.query(config);
}

function beginStatement({ isolationLevel, readOnly, deferrable }: TransactionOptions): string {
  return [
    'BEGIN',
    isolationLevel && `ISOLATION LEVEL ${isolationLevel}`,
    readOnly && 'READ ONLY',
    deferrable && 'DEFERRABLE',
  ]
    .filter(Boolean)
    .join(' ');
}

/** After the statement that failed, every later one in the transaction only says that the transaction has failed. */
function throwFirstFailure(settled: readonly PromiseSettledResult<unknown>[]): void {
  const failures = settled.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
  const cause = failures.find((reason) => reason.code !== IN_FAILED_TRANSACTION) ?? failures[0];
  if (cause !== undefined) throw cause;
}
