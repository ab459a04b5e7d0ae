import { createWriteStream } from 'node:fs';

export interface WorkersLog {
  write(level: string, message: string): void;
  close(): Promise<void>;
}

/** The Workers' structured log goes to a file, so that the terminal shows only what wants attention. */
export function createWorkersLog({
  file,
  print,
}: {
  file: string;
  print: (line: string) => void;
}): WorkersLog {
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    write(level, message) {
      stream.write(`${message}\n`);
      if (level === 'error' || level === 'warn' || /^\{"level":"(error|warn)"/.test(message)) print(message);
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}
