import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CLAIM_FILE } from './data-dir.ts';

const stateSchema = z.object({
  /** When the demo was made; null in a world without one. */
  madeAt: z.iso.datetime().nullable(),
  /** Whether the history was lived through to its end. */
  complete: z.boolean(),
});

export interface WorldState {
  madeAt: Date | null;
  complete: boolean;
}

export interface WorldStateFile {
  read(): WorldState | undefined;
  write(state: WorldState): void;
}

export function worldStateFile(dataDir: string): WorldStateFile {
  const file = join(dataDir, 'state.json');
  return {
    read() {
      if (!existsSync(file)) return undefined;
      const { madeAt, complete } = stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return { madeAt: madeAt === null ? null : new Date(madeAt), complete };
    },
    write({ madeAt, complete }) {
      writeFileSync(file, JSON.stringify({ madeAt: madeAt?.toISOString() ?? null, complete }));
    },
  };
}

/** A history that was cut off half way cannot be gone on with: the next start makes it anew. */
export function clearUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name !== CLAIM_FILE) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}
