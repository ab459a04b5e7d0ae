import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What Resend's `POST /emails` takes, as far as a reader of the mailbox cares; the rest is kept as it came. */
const emailSchema = z.looseObject({
  from: z.string().min(1),
  to: z.union([z.string(), z.array(z.string()).min(1)]),
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
});

const slackSchema = z.looseObject({ text: z.string().optional(), blocks: z.array(z.unknown()).optional() });

export type CaughtEmail = z.infer<typeof emailSchema> & { id: string; received_at: string };
export type CaughtSlackMessage = z.infer<typeof slackSchema> & { received_at: string };

export interface MailCatcher {
  /** Base URL of both: `POST /emails` as Resend takes it, `POST /slack` as an incoming webhook does. */
  url: string;
  emails(): readonly CaughtEmail[];
  slackMessages(): readonly CaughtSlackMessage[];
  close(): Promise<void>;
}

export interface MailCatcherOptions {
  now: () => Date;
  newId: () => string;
  /** Lines of JSON; without them messages live in memory. */
  files?: { mailbox: string; slack: string } | undefined;
}

export async function startMailCatcher({ now, newId, files }: MailCatcherOptions): Promise<MailCatcher> {
  const emails = readLines<CaughtEmail>(files?.mailbox);
  const slackMessages = readLines<CaughtSlackMessage>(files?.slack);
  const sentUnderKey = new Map<string, string>();

  function takeEmail(request: IncomingMessage, body: unknown): { status: number; answer: object | string } {
    const parsed = emailSchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return {
        status: 422,
        answer: {
          statusCode: 422,
          name: 'validation_error',
          message: `${issue?.path.join('.')}: ${issue?.message}`,
        },
      };
    }
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' ? sentUnderKey.get(key) : undefined;
    if (known !== undefined) return { status: 200, answer: { id: known } };
    const email = { ...parsed.data, id: newId(), received_at: now().toISOString() };
    emails.push(email);
    appendLine(files?.mailbox, email);
    if (typeof key === 'string') sentUnderKey.set(key, email.id);
    return { status: 200, answer: { id: email.id } };
  }

  function takeSlackMessage(body: unknown): { status: number; answer: string } {
    const parsed = slackSchema.safeParse(body);
    if (!parsed.success) return { status: 400, answer: 'invalid_payload' };
    if (parsed.data.text === undefined && parsed.data.blocks === undefined)
      return { status: 400, answer: 'no_text' };
    const message = { ...parsed.data, received_at: now().toISOString() };
    slackMessages.push(message);
    appendLine(files?.slack, message);
    return { status: 200, answer: 'ok' };
  }

  const server = createServer(async (request, response) => {
    const body = request.method === 'POST' ? await readJson(request) : undefined;
    let result: { status: number; answer: object | string };
    if (request.method === 'POST' && request.url === '/emails') result = takeEmail(request, body);
    else if (request.method === 'POST' && request.url?.startsWith('/slack')) result = takeSlackMessage(body);
    else
      result = {
        status: 404,
        answer: { statusCode: 404, name: 'not_found', message: 'No such route here.' },
      };
    const text = typeof result.answer === 'string' ? result.answer : JSON.stringify(result.answer);
    response
      .writeHead(result.status, {
        'content-type': typeof result.answer === 'string' ? 'text/plain' : 'application/json',
      })
      .end(text);
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    emails: () => emails,
    slackMessages: () => slackMessages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A line that a kill tore is dropped, from the file too, so that the next one begins on a line of its own. */
function readLines<T>(file: string | undefined): T[] {
  if (file === undefined || !existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) writeFileSync(file, whole);
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

function appendLine(file: string | undefined, value: object): void {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(value)}\n`);
}
