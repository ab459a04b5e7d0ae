import { describe, expect, it } from 'vitest';
import type { Actor } from '../../domain/actor.ts';
import { auditRow } from './record.ts';

const now = new Date('2025-10-01T12:00:00.000Z');

function contextOf(actor: Actor) {
  return { actor, now, requestId: 'req-1', origin: { ip: '203.0.113.7', userAgent: 'Firefox' } };
}

describe('auditRow', () => {
  it('says who acted, from where and when', () => {
    const admin: Actor = {
      kind: 'staff',
      id: 'u1',
      email: 'a@b.c',
      name: 'Ann',
      role: 'admin',
      locale: 'en',
    };
    const row = auditRow(contextOf(admin), {
      action: 'plan.changed',
      objectType: 'plan',
      objectId: 'growth',
    });
    expect(row).toEqual({
      occurredAt: now,
      actorKind: 'staff',
      actorId: 'u1',
      actorRole: 'admin',
      action: 'plan.changed',
      objectType: 'plan',
      objectId: 'growth',
      customerId: null,
      before: null,
      after: null,
      requestId: 'req-1',
      ip: '203.0.113.7',
      userAgent: 'Firefox',
    });
  });

  it('names the job when the system acts', () => {
    const row = auditRow(contextOf({ kind: 'system', name: 'dunning' }), {
      action: 'x',
      objectType: 'y',
      objectId: 'z',
    });
    expect(row).toMatchObject({ actorKind: 'system', actorId: 'dunning', actorRole: 'system' });
  });

  it('keeps an amount of 9007199254740993 minor units exact and an instant readable', () => {
    const row = auditRow(contextOf({ kind: 'system', name: 'events' }), {
      action: 'invoice.mirrored',
      objectType: 'invoice',
      objectId: 'in_1',
      customerId: 'c1',
      before: { amountMinor: 9007199254740993n, paidAt: null, lines: [{ paidAt: now }], left: undefined },
      after: { amountMinor: 0n },
    });
    expect(row.before).toEqual({
      amountMinor: '9007199254740993',
      paidAt: null,
      lines: [{ paidAt: '2025-10-01T12:00:00.000Z' }],
    });
    expect(row.after).toEqual({ amountMinor: '0' });
    expect(row.customerId).toBe('c1');
  });
});
