import { afterEach, beforeEach } from 'vitest';

const original = console.error;
let complaints: string[] = [];

/** An error that nobody expected is a failure. A test that expects one puts its own spy on `console.error`. */
beforeEach(() => {
  complaints = [];
  console.error = (...args: unknown[]) => {
    complaints.push(args.map(String).join(' '));
    original(...args);
  };
});

afterEach(() => {
  console.error = original;
  if (complaints.length > 0) throw new Error(`unexpected console.error: ${complaints.join('\n')}`);
});
