import type { RepairAction } from '../../../app/domain/reconciliation/repair-action.ts';
import type { Publisher } from './publisher.ts';

/** What the injection makes differ: parts of keys, their cause, and what the plan must do about it. */
export interface Expected {
  key: string;
  cause: string;
  action: RepairAction['type'];
}

export interface Drift {
  kind: string;
  inject(publisher: Publisher, other: Publisher): Promise<Expected[]>;
  /** Money to be paid, so that there is an open invoice. */
  withoutCard?: boolean;
}
