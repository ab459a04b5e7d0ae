import { StateDatabase } from './database.ts';
import type { Store } from './store.ts';

/** Writes what changed: to the database when there is one, and before an answer unless told to write behind. */
export class Writer {
  private behind = false;

  private constructor(
    private readonly store: Store,
    private readonly database: StateDatabase | null,
  ) {}

  static async open(
    store: Store,
    databaseUrl: string | undefined,
    log: (line: string) => void,
  ): Promise<Writer> {
    const database = databaseUrl === undefined ? null : await StateDatabase.open(databaseUrl, store, log);
    return new Writer(store, database);
  }

  async write(): Promise<void> {
    if (this.database) await this.database.flush();
    else this.store.takeChanges();
  }

  async writeBeforeAnswering(): Promise<void> {
    if (!this.behind) await this.write();
  }

  async setBehind(behind: boolean): Promise<void> {
    this.behind = behind;
    await this.write();
  }

  async clear(): Promise<void> {
    await this.database?.clear();
    this.store.clear();
  }

  async close(): Promise<void> {
    await this.database?.close();
  }
}
