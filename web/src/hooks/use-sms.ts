import { useCallback, useRef, useState } from 'react';
import type { Sms } from '../api.js';
import { lastSeq } from '../conversation.js';
import { usePolling } from './use-polling.js';
import { useService } from './use-service.js';

const EVERY = 1_500;

export interface Phones {
  /** The numbers in order of their first SMS, each with what it got, oldest first. */
  readonly phones: readonly { readonly number: string; readonly received: readonly Sms[] }[];
  readonly total: number;
  readonly refresh: () => Promise<void>;
}

export function useSms(): Phones {
  const service = useService();
  const [all, setAll] = useState<readonly Sms[]>([]);
  const known = useRef<readonly Sms[]>([]);

  const refresh = useCallback(async (): Promise<void> => {
    const read = await service.sms(lastSeq(known.current));
    const fresh = read.filter((sms) => sms.seq > lastSeq(known.current));
    if (fresh.length === 0) return;
    known.current = [...known.current, ...fresh];
    setAll(known.current);
  }, [service]);
  usePolling(refresh, EVERY, 'sms');

  const byNumber = new Map<string, Sms[]>();
  for (const sms of all) byNumber.set(sms.to, [...(byNumber.get(sms.to) ?? []), sms]);
  const phones = [...byNumber].map(([number, received]) => ({ number, received }));
  return { phones, total: all.length, refresh };
}
