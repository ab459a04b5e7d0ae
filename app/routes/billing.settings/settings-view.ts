import type { StatusWords } from '../../format/invoice-status.ts';

export interface SettingsView {
  details: readonly { term: string; value: readonly string[] }[];
  /** Null while the assistant is switched off. */
  migration: MigrationView | null;
}

export interface MigrationView {
  /** Of the next request: sending the form twice makes one. Null for a reader who cannot ask. */
  nextId: string | null;
  requests: readonly MigrationRequestView[];
}

export interface MigrationRequestView {
  id: string;
  channel: string;
  status: StatusWords;
  submitted: string;
  notes: string;
  reply: string | null;
}
