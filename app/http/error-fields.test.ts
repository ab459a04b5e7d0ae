import { DrizzleQueryError } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { errorFields } from './error-fields.ts';

it('repeats no parameter of a failed query, and keeps its SQLSTATE', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505' });
  const fields = errorFields(new DrizzleQueryError('insert into customers values ($1)', ['a@b.test'], cause));
  expect(fields).toMatchObject({ error: 'Error: duplicate key', code: '23505' });
  expect(JSON.stringify(fields)).not.toContain('a@b.test');
});
