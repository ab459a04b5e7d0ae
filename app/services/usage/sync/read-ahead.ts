import type { Database } from '../../../db/client.ts';
import { type ReplicaPage, type ReplicaPageInput, readReplicaPage } from './read-replica-page.ts';

export interface PagesInput extends ReplicaPageInput {
  /** No more than this many, so that one invocation stays within its CPU time and memory. */
  maxPages: number;
}

/**
 * Pages one after another; the next is on its way while its predecessor is being stored, and never more than that one.
 * Ends after the last page or after `maxPages`; the first page comes even when it is empty.
 */
export async function* readPages(replica: Database, input: PagesInput): AsyncGenerator<ReplicaPage> {
  const { maxPages, ...first } = input;
  let coming: Promise<ReplicaPage> | null = readReplicaPage(replica, first);
  for (let count = 1; coming !== null; count += 1) {
    const page: ReplicaPage = await coming;
    coming =
      page.isLast || count >= maxPages ? null : readReplicaPage(replica, { ...first, after: page.last });
    // Storing this page may fail before anybody waits for the next one.
    coming?.catch(() => undefined);
    yield page;
  }
}
