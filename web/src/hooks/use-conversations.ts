import { useCallback, useMemo, useRef, useState } from 'react';
import type { Message } from '../api.js';
import { lastSeq, mergeMessages, rereadFrom } from '../conversation.js';
import { usePolling } from './use-polling.js';
import { useService } from './use-service.js';

const ACTIVE_EVERY = 700;
const OTHERS_EVERY = 3_000;
/** Every so many rounds the open cards are read again too, to see what others decided. */
const REREAD_ACTIVE = 3;
const REREAD_OTHERS = 2;
const AT_ONCE = 4;

export interface Conversations {
  /** Undefined until the chat has been read for the first time. */
  readonly of: (chat: string) => readonly Message[] | undefined;
  /** Reads one chat again, its open cards included. */
  readonly refresh: (chat: string) => Promise<void>;
  readonly refreshAll: () => Promise<void>;
}

/** Keeps every chat of `watched` up to date, the one being looked at the most closely. */
export function useConversations(watched: readonly string[], active: string): Conversations {
  const service = useService();
  const [chats, setChats] = useState<Readonly<Record<string, readonly Message[]>>>({});
  const known = useRef<Record<string, readonly Message[]>>({});
  const rounds = useRef({ active: 0, others: 0 });

  const fetchChat = useCallback(
    async (chat: string, reread: boolean): Promise<void> => {
      const before = known.current[chat] ?? [];
      const read = await service.messages(chat, reread ? rereadFrom(before) : lastSeq(before));
      const merged = mergeMessages(known.current[chat] ?? [], read);
      if (known.current[chat] === merged) return;
      known.current = { ...known.current, [chat]: merged };
      setChats(known.current);
    },
    [service],
  );

  const fetchMany = useCallback(
    async (list: readonly string[], reread: boolean): Promise<void> => {
      const queue = [...list];
      const worker = async (): Promise<void> => {
        for (let chat = queue.shift(); chat !== undefined; chat = queue.shift()) await fetchChat(chat, reread);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    [fetchChat],
  );

  usePolling(() => fetchChat(active, rounds.current.active++ % REREAD_ACTIVE === 0), ACTIVE_EVERY, active);
  const others = watched.filter((chat) => chat !== active);
  // One request tells which chats have come further; only those, and now and then those with open cards, are read.
  const fetchOthers = async (): Promise<void> => {
    const reread = rounds.current.others++ % REREAD_OTHERS === 0;
    const heads = new Map((await service.chats()).map((chat) => [chat.id, chat.lastSeq]));
    const stale = others.filter((chat) => {
      const before = known.current[chat];
      const head = heads.get(chat);
      if (before === undefined || head === undefined || head > lastSeq(before)) return true;
      return reread && before.some((message) => message.card?.state === 'open');
    });
    await fetchMany(stale, reread);
  };
  usePolling(fetchOthers, OTHERS_EVERY, others.join());

  return useMemo(
    () => ({
      of: (chat) => chats[chat],
      refresh: (chat) => fetchChat(chat, true),
      refreshAll: () => fetchMany(watched, true),
    }),
    [chats, fetchChat, fetchMany, watched],
  );
}
