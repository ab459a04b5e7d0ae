import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { corpusFolder } from './corpus-folder.ts';

export interface RecordedEvent {
  readonly name: string;
  readonly payload: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    recordedEvents: readonly RecordedEvent[];
  }
}

/** Reads the recorded payloads here, as the tests run in workerd, where there are no files. */
export default function setup(project: TestProject): void {
  const folder = join(corpusFolder(), 'events');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
  const events = names.map((name) => ({ name, payload: readFileSync(join(folder, name), 'utf8') }));
  project.provide('recordedEvents', events);
}
