import { useCallback, useEffect, useState } from 'react';
import { recall, remember } from '../platform.js';

const KEY = 'kesu.read-marks';

export interface ReadMarks {
  /** Up to which seq this person has seen this chat. */
  readonly of: (person: string, chat: string) => number;
  readonly mark: (person: string, chat: string, seq: number) => void;
}

/** What each person has already looked at; kept for the browser tab. */
export function useReadMarks(): ReadMarks {
  const [marks, setMarks] = useState<Readonly<Record<string, number>>>(readStored);
  useEffect(() => remember(KEY, JSON.stringify(marks)), [marks]);

  const mark = useCallback((person: string, chat: string, seq: number): void => {
    const key = `${person}/${chat}`;
    setMarks((now) => (now[key] === seq ? now : { ...now, [key]: seq }));
  }, []);
  return { of: (person, chat) => marks[`${person}/${chat}`] ?? 0, mark };
}

export function forgetReadMarks(): void {
  remember(KEY, null);
}

function readStored(): Record<string, number> {
  try {
    const stored: unknown = JSON.parse(recall(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  } catch {
    return {};
  }
}
