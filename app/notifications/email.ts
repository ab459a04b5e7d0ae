import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';

export interface EmailSettings {
  apiUrl: string;
  apiKey: string;
  from: string;
}

/** Resend, which takes the message's id as Idempotency-Key and delivers it once within a day. */
export function createEmailChannel({ apiUrl, apiKey, from }: EmailSettings): Channel {
  return {
    async deliver({ id, recipient, subject, text }) {
      if (recipient === null) return { kind: 'refused', reason: 'An e-mail needs a recipient.' };
      return postJson(`${apiUrl}/emails`, {
        headers: { Authorization: `Bearer ${apiKey}`, 'Idempotency-Key': id },
        body: { from, to: [recipient], subject, text },
      });
    },
  };
}
