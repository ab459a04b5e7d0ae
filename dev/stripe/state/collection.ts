export interface Identified {
  readonly id: string;
}

export interface Change {
  readonly collection: string;
  readonly id: string;
  readonly position: number;
  /** null: the row is gone. */
  readonly value: Identified | null;
}

export interface Journal {
  changed(change: Change, undo: () => void): void;
}

interface Row<T> {
  readonly value: T;
  readonly position: number;
}

/**
 * Objects of one kind by id, in order of creation, with look-ups by foreign key. Values are never mutated: a change
 * puts a new value, so what an event or an answer holds stays what it was.
 */
export class Collection<T extends Identified> {
  private rows = new Map<string, Row<T>>();
  private indexes = new Map<string, Map<string, Set<string>>>();

  constructor(
    readonly name: string,
    private readonly journal: Journal,
    private readonly keys: Readonly<Record<string, (value: T) => string | null>>,
    private readonly nextPosition: () => number,
  ) {
    this.clear();
  }

  get size(): number {
    return this.rows.size;
  }

  get(id: string): T | undefined {
    return this.rows.get(id)?.value;
  }

  put(value: T): T {
    const before = this.rows.get(value.id);
    const row = { value, position: before?.position ?? this.nextPosition() };
    this.set(value.id, row);
    this.journal.changed({ collection: this.name, id: value.id, position: row.position, value }, () =>
      this.set(value.id, before),
    );
    return value;
  }

  delete(id: string): void {
    const before = this.rows.get(id);
    if (!before) return;
    this.set(id, undefined);
    this.journal.changed({ collection: this.name, id, position: before.position, value: null }, () =>
      this.set(id, before),
    );
  }

  /** As many as there are when it begins: what is put in or put back meanwhile does not prolong it. */
  *values(): IterableIterator<T> {
    let left = this.rows.size;
    for (const row of this.rows.values()) {
      if (left === 0) return;
      left -= 1;
      yield row.value;
    }
  }

  /** Oldest first. */
  by(key: string, value: string): T[] {
    const ids = this.indexes.get(key)?.get(value);
    if (!ids) return [];
    const rows = [...ids].map((id) => this.rows.get(id)).filter((row) => row !== undefined);
    return rows.sort((a, b) => a.position - b.position).map((row) => row.value);
  }

  newestFirst(): T[] {
    return [...this.rows.values()].sort((a, b) => b.position - a.position).map((row) => row.value);
  }

  load(value: T, position: number): void {
    this.set(value.id, { value, position });
  }

  clear(): void {
    this.rows = new Map();
    this.indexes = new Map(Object.keys(this.keys).map((key) => [key, new Map()]));
  }

  private set(id: string, row: Row<T> | undefined): void {
    const before = this.rows.get(id);
    for (const [key, read] of Object.entries(this.keys)) {
      const index = this.indexes.get(key);
      const old = before ? read(before.value) : null;
      const next = row ? read(row.value) : null;
      if (!index || old === next) continue;
      if (old !== null) index.get(old)?.delete(id);
      if (next !== null) {
        const ids = index.get(next);
        if (ids) ids.add(id);
        else index.set(next, new Set([id]));
      }
    }
    if (row) this.rows.set(id, row);
    else this.rows.delete(id);
  }
}
