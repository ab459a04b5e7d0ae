import type { MigrationChannel, MigrationStatus } from '../../domain/migration-request.ts';

export interface MigrationRequest {
  id: string;
  customerId: string;
  channel: MigrationChannel;
  notes: string;
  status: MigrationStatus;
  /** E-mail address of who asked. */
  requestedBy: string;
  /** What ops says to the publisher about it. */
  reply: string | null;
  createdAt: Date;
  updatedAt: Date;
}
