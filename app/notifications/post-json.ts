import type { Delivery } from './channel.ts';

const TIMEOUT_MS = 10_000;
const LONGEST_REASON = 300;

/** A timeout and a busy or broken server are worth another try; any other refusal will be the same next time. */
export async function postJson(
  url: string,
  { body, headers = {} }: { body: object; headers?: Record<string, string> },
): Promise<Delivery> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer = (await response.text()).slice(0, LONGEST_REASON);
    if (response.ok) return { kind: 'sent' };
    const mayPass = response.status === 429 || response.status === 409 || response.status >= 500;
    return { kind: mayPass ? 'retry' : 'refused', reason: `${response.status} ${answer}`.trim() };
  } catch (error) {
    return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
  }
}
