import { isRecord } from '../judge/violations.ts';

const ID = /^[a-z]{2,6}_[A-Za-z0-9_]{8,}$/;

/** Which of our ids stands for which recorded one, learnt from the answers to the same calls. */
export class IdTranslation {
  private readonly ours = new Map<string, string>();

  knows(recorded: string): boolean {
    return this.ours.has(recorded);
  }

  learn(recorded: string, ours: string): void {
    this.ours.set(recorded, ours);
  }

  learnFrom(recorded: unknown, ours: unknown): void {
    if (typeof recorded === 'string' && typeof ours === 'string') {
      if (isId(recorded) && isId(ours)) this.ours.set(recorded, ours);
    } else if (isRecord(recorded) && isRecord(ours)) {
      for (const key of Object.keys(recorded)) this.learnFrom(recorded[key], ours[key]);
    }
  }

  translate<T>(value: T): T {
    if (typeof value === 'string') return (this.ours.get(value) ?? value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.translate(item)) as T;
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, this.translate(child)])) as T;
  }

  translatePath(path: string): string {
    return path
      .split('/')
      .map((segment) => this.translate(segment))
      .join('/');
  }
}

export function isId(text: string): boolean {
  return ID.test(text) && !text.startsWith('pm_card_');
}
