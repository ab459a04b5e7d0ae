import { ownerSql } from './workers.ts';

/**
 * From now on PostgreSQL notes every transaction of the Workers' role that changes one of the tables and has written no
 * audit row by its end. Columns named in `books` are bookkeeping of a queue or a mirror; a change of them alone is none.
 */
export async function watchUnauditedWrites(
  tables: readonly string[],
  books: readonly string[],
): Promise<void> {
  await ownerSql('CREATE TABLE unaudited_writes (table_name text, operation text, what jsonb)');
  await ownerSql('GRANT SELECT, INSERT ON unaudited_writes TO billing_app');
  await ownerSql(
    `CREATE FUNCTION note_unaudited_write() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF session_user = 'billing_app' AND current_setting('test.audited', true) IS DISTINCT FROM pg_current_xact_id()::text
         AND (TG_OP <> 'UPDATE' OR to_jsonb(OLD) - TG_ARGV[0]::text[] <> to_jsonb(NEW) - TG_ARGV[0]::text[])
       THEN
         INSERT INTO unaudited_writes VALUES (TG_TABLE_NAME, TG_OP, to_jsonb(coalesce(NEW, OLD)));
       END IF;
       RETURN NULL;
     END $$`,
  );
  await ownerSql(
    `CREATE FUNCTION note_audit() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       PERFORM set_config('test.audited', pg_current_xact_id()::text, true);
       RETURN NULL;
     END $$`,
  );
  await ownerSql(
    'CREATE TRIGGER note_audit AFTER INSERT ON billing_audit FOR EACH ROW EXECUTE FUNCTION note_audit()',
  );
  for (const table of tables) {
    await ownerSql(
      `CREATE CONSTRAINT TRIGGER note_unaudited AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_unaudited_write('{${books.join(',')}}')`,
    );
  }
}

export async function unauditedWrites(): Promise<unknown[]> {
  return ownerSql(
    `SELECT table_name, operation, count(*)::int AS rows, min(what::text) AS one
     FROM unaudited_writes GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}
