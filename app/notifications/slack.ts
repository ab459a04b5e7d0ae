import type { Channel } from './channel.ts';
import { postJson } from './post-json.ts';

/** An incoming webhook. Slack knows no idempotency: a send without an answer may be seen twice, never not at all. */
export function createSlackChannel(webhookUrl: string): Channel {
  return {
    deliver({ subject, text }) {
      return postJson(webhookUrl, { body: { text: `*${escapeMarkup(subject)}*\n${escapeMarkup(text)}` } });
    },
  };
}

/** Slack reads these three as markup: a name must not be able to mention a channel. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
