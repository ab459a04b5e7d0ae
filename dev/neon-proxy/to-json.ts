import type { FieldDef, QueryArrayResult } from 'pg';
import { readValue } from './read-value.ts';
import type { OutputOptions } from './statement.ts';

/** One result in the shape of Neon's `/sql`. */
export function resultToJson(result: QueryArrayResult, output: OutputOptions): object {
  return {
    command: result.command,
    rowCount: result.rowCount,
    rowAsArray: output.arrayMode,
    fields: result.fields,
    rows: (result.rows as (string | null)[][]).map((row) => rowToJson(row, result.fields, output)),
  };
}

function rowToJson(row: readonly (string | null)[], fields: readonly FieldDef[], output: OutputOptions) {
  const values = output.rawText
    ? row
    : row.map((text, index) => readValue(text, fields[index]?.dataTypeID ?? 0));
  if (output.arrayMode) return values;
  return Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]));
}

const ERROR_FIELDS = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const;

/** What the driver turns into its NeonDbError: the message and every field PostgreSQL gave. */
export function errorToJson(error: Error): object {
  const fields = error as unknown as Record<string, unknown>;
  return {
    message: error.message,
    ...Object.fromEntries(ERROR_FIELDS.map((name) => [name, fields[name] ?? null])),
  };
}
