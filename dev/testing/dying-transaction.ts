import type { Database, Transaction } from '../../app/db/client.ts';
import { KilledError } from './dying-database.ts';

/** The Worker is killed right before the n-th statement of an interactive transaction; PostgreSQL rolls it back. */
export function dyingTransaction(database: Database, statement: number): Database {
  return {
    ...database,
    transaction: (scope, work) => database.transaction(scope, (tx) => work(dying(tx, statement))),
  };
}

function dying(tx: Transaction, statement: number): Transaction {
  let statements = 0;
  return new Proxy(tx, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        statements += 1;
        if (statements >= statement) throw new KilledError();
        return value.apply(target, args);
      };
    },
  });
}
