import type { z } from 'zod';
import type { FieldError } from '../domain/errors.ts';

/** What a schema found wrong, field by field and in words: each key that is not known by its own path. */
export function issuesToFields(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key].join('.'),
        message: 'is not known here',
      }));
    }
    if (issue.path.length > 0) return [{ path: issue.path.join('.'), message: issue.message }];
    const message = issue.code === 'invalid_type' ? 'must be a JSON object' : issue.message;
    return [{ path: 'body', message }];
  });
}
