import { expect, it } from 'vitest';
import { withBeginnings } from './with-beginnings.ts';

it('asks for beginnings of actor, action and object id, once, and for the whole of the rest', () => {
  const search = new URLSearchParams(
    'actor=job&action=invoice.*&object_id=in_1%20&object_type=invoice&role=admin',
  );
  expect(Object.fromEntries(withBeginnings(search))).toEqual({
    actor: 'job*',
    action: 'invoice.*',
    object_id: 'in_1*',
    object_type: 'invoice',
    role: 'admin',
  });
});
