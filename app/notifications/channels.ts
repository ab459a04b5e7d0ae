import type { Environment } from '../config/env.ts';
import type { Channel } from './channel.ts';
import { createEmailChannel } from './email.ts';
import { createSlackChannel } from './slack.ts';

const RESEND_URL = 'https://api.resend.com';

export interface Channels {
  email: Channel;
  /** Null where no Slack is configured. */
  slack: Channel | null;
}

export function createChannels(
  env: Pick<Environment, 'RESEND_API_KEY' | 'EMAIL_FROM' | 'SLACK_WEBHOOK_URL' | 'DEV_MAIL_URL'>,
): Channels {
  return {
    email: createEmailChannel({
      apiUrl: env.DEV_MAIL_URL ?? RESEND_URL,
      apiKey: env.RESEND_API_KEY,
      from: env.EMAIL_FROM,
    }),
    slack: env.SLACK_WEBHOOK_URL === undefined ? null : createSlackChannel(env.SLACK_WEBHOOK_URL),
  };
}
