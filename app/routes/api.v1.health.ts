import type { HealthJson } from '../http/api/schemas.ts';
import { apiRoute } from '../http/api-route.ts';
import { publicJson } from '../http/private-json.ts';
import { checkHealth } from '../services/health/check-health.ts';
import type { Health } from '../services/health/health.ts';

const TIMEOUT_MS = 3_000;

const route = apiRoute({
  async GET({ context }) {
    const { db, replica } = context.runtime;
    const health = await checkHealth({ db, replica, now: context.now, timeout });
    return publicJson(healthToJson(health), { status: health.checks.database === 'ok' ? 200 : 503 });
  },
});

export const loader = route.loader;
export const action = route.action;

function timeout(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`No answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  });
}

function healthToJson({ status, checks }: Health): HealthJson {
  return {
    status,
    checks: {
      database: checks.database,
      replica: checks.replica,
      usage_sync_age_seconds: checks.usageSyncAgeSeconds,
      events_backlog: checks.eventsBacklog,
      events_oldest_due_seconds: checks.eventsOldestDueSeconds,
      events_dead: checks.eventsDead,
      usage_outbox_backlog: checks.usageOutboxBacklog,
    },
  };
}
