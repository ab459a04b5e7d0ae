import { createChannels } from '../../app/notifications/channels.ts';
import { sendNotifications } from '../../app/services/notifications/send-notifications.ts';
import type { JobContext, JobResult } from './job.ts';

/** Sends what is due by e-mail and Slack. */
export async function sendDueNotifications(ctx: Omit<JobContext, 'jobRunId'>): Promise<JobResult> {
  const { env } = ctx.runtime;
  const result = await sendNotifications(ctx, { channels: createChannels(env), appUrl: env.APP_URL });
  return { result, failures: result.dead.map(({ id, kind, reason }) => `${kind} ${id}: ${reason}`) };
}
