/** Structured logs: one JSON object a line. Never pass secrets, tokens, card data or whole payloads. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  with(fields: LogFields): Logger;
}

export type LogFields = Record<string, string | number | boolean | null | undefined>;

export function createLogger(
  base: LogFields,
  write: (line: string) => void = (line) => console.log(line),
): Logger {
  function emit(level: string, message: string, fields: LogFields = {}): void {
    write(JSON.stringify({ level, message, ...base, ...fields }));
  }
  return {
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
    with: (fields) => createLogger({ ...base, ...fields }, write),
  };
}
