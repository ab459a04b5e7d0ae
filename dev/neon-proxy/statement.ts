/** One SQL statement as the driver sends it: every parameter already in PostgreSQL's text form, or null. */
export interface Statement {
  text: string;
  values: (string | null)[];
}

export interface TransactionOptions {
  isolationLevel?: string;
  readOnly: boolean;
  deferrable: boolean;
}

export interface OutputOptions {
  /** Values as PostgreSQL wrote them; without it numbers, booleans and JSON become JSON values. */
  rawText: boolean;
  /** Rows as arrays rather than objects. */
  arrayMode: boolean;
}

export interface SqlRequest {
  connectionString: string;
  kind: 'single' | 'batch';
  /** Exactly one when the kind is `single`. */
  statements: Statement[];
  transaction: TransactionOptions;
  output: OutputOptions;
}
