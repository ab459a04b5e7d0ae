import { useNavigation } from '@remix-run/react';
import { useState } from 'react';

/** How often the server has answered the form that sends these fields; no other navigation counts. */
export function useAnswers(fields: Readonly<Record<string, string>>): {
  isSending: boolean;
  answers: number;
} {
  const sent = useNavigation().formData;
  const isSending =
    sent !== undefined && Object.entries(fields).every(([name, value]) => sent.get(name) === value);
  const [last, setLast] = useState({ isSending, answers: 0 });
  if (last.isSending !== isSending) {
    setLast({ isSending, answers: isSending ? last.answers : last.answers + 1 });
  }
  return last;
}
