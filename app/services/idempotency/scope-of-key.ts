import type { Actor } from '../../domain/actor.ts';

/** Whose key it is: of a publisher all sessions share theirs, staff have theirs each. One endpoint knows not another's. */
export function scopeOfKey(actor: Actor, { method, path }: { method: string; path: string }): string {
  return `${ownerOf(actor)} ${method} ${path}`;
}

function ownerOf(actor: Actor): string {
  switch (actor.kind) {
    case 'publisher':
      return `customer:${actor.customerId}`;
    case 'staff':
      return `staff:${actor.id}`;
    case 'system':
      return `system:${actor.name}`;
  }
}
