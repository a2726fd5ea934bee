import type { Awaiting } from '../awaiting.js';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { dayOf } from '../../../src/terms/instants.js';
import type { Chat, Person } from '../api.js';
import { chatsOf, lastSeq, unreadCount, waitingCards } from '../conversation.js';
import { useClock } from '../hooks/use-clock.js';
import { useConversations } from '../hooks/use-conversations.js';
import { useNarrow } from '../hooks/use-narrow.js';
import { useReadMarks } from '../hooks/use-read-marks.js';
import { useService } from '../hooks/use-service.js';
import { useSms } from '../hooks/use-sms.js';
import { recallPlace, rememberPlace } from '../place.js';
import { roleGroup } from '../role-names.js';
import { ChatList } from './chat-list.js';
import { ChatPane } from './chat-pane.js';
import { PaneTabs } from './pane-tabs.js';
import type { Pane } from './pane-tabs.js';
import { PhonesPane } from './phones-pane.js';
import { TopBar } from './top-bar.js';

interface WorkplaceProps {
  readonly people: readonly Person[];
  readonly chats: readonly Chat[];
  readonly onRestarted: () => void;
}

export function Workplace({ people, chats, onRestarted }: WorkplaceProps) {
  const service = useService();
  const narrow = useNarrow();
  const [pane, setPane] = useState<Pane>('chat');
  const [personId, setPersonId] = useState(() => recallPlace().person);
  const [chatId, setChatId] = useState(() => recallPlace().chat);
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({});
  const [smsSeen, setSmsSeen] = useState(0);
  const person = people.find(({ id }) => id === personId) ?? firstStaff(people);
  const visible = useMemo(() => (person ? chatsOf(person, chats) : []), [person, chats]);
  const chat = visible.find(({ id }) => id === chatId) ?? visible[0];
  const active = chat?.id ?? '';

  useEffect(() => rememberPlace({ person: person?.id ?? '', chat: active }), [person?.id, active]);

  const watched = useMemo(
    () => [...new Set([...visible.map(({ id }) => id), ...people.map(({ id }) => id)])],
    [visible, people],
  );
  const conversations = useConversations(watched, active);
  const sms = useSms();
  const clock = useClock(onRestarted);
  const marks = useReadMarks();

  const messages = conversations.of(active);
  const chatShown = !narrow || pane === 'chat';
  const { mark } = marks;
  useEffect(() => {
    if (person && chatShown && messages) mark(person.id, active, lastSeq(messages));
  }, [person, chatShown, messages, active, mark]);

  const { refreshAll } = conversations;
  const { refresh: refreshSms } = sms;
  /** After something was done: show it at once, and again when all that follows from it is done. */
  const follow = useCallback(async (): Promise<void> => {
    const look = async (): Promise<void> => void (await Promise.allSettled([refreshAll(), refreshSms()]));
    await Promise.allSettled([look(), service.settle()]);
    await look();
  }, [refreshAll, refreshSms, service]);

  if (!person || !chat) return null;
  const unreadOf = (who: string, where: string): number =>
    unreadCount(conversations.of(where) ?? [], who, marks.of(who, where));
  const awaiting = (id: string): Awaiting => ({
    unread: unreadOf(id, id),
    cards: waitingCards(conversations.of(id) ?? []),
  });
  const switchTo = (id: string): void => {
    const next = people.find((one) => one.id === id);
    if (!next) return;
    setPersonId(id);
    // Whoever has something waiting finds it in his own chat; the others begin in their first group.
    setChatId(awaiting(id).cards > 0 || awaiting(id).unread > 0 ? id : (chatsOf(next, chats)[0]?.id ?? id));
    setPane('chat');
  };
  const openChat = (id: string): void => {
    setChatId(id);
    setPane('chat');
  };
  const now = clock.now();
  const place = `${person.id}/${active}`;
  const elsewhere = people.filter(({ id }) => id !== person.id && awaiting(id).cards > 0).length;

  const list = (
    <ChatList
      person={person}
      people={people}
      chats={visible}
      active={active}
      today={now === null ? '' : dayOf(now)}
      messagesOf={conversations.of}
      unreadOf={(where) => unreadOf(person.id, where)}
      awaiting={awaiting}
      onOpen={openChat}
      onSwitch={switchTo}
    />
  );
  const talk = (
    <ChatPane
      key={place}
      chat={chat}
      person={person}
      people={people}
      messages={messages}
      draft={drafts[place] ?? ''}
      onDraft={(text) => setDrafts((all) => ({ ...all, [place]: text }))}
      follow={follow}
    />
  );
  const phones = <PhonesPane phones={sms.phones} />;

  return (
    <div className="workplace">
      <TopBar
        people={people}
        person={person}
        awaiting={awaiting}
        onSwitch={switchTo}
        clock={clock}
        onMoved={follow}
        onRestarted={onRestarted}
      />
      {narrow ? (
        // One landmark for whichever pane is in front; the others stay as they were left.
        <main className="pane-stack">
          <div hidden={pane !== 'chats'}>{list}</div>
          <div hidden={pane !== 'chat'}>{talk}</div>
          <div hidden={pane !== 'phones'}>{phones}</div>
        </main>
      ) : (
        <>
          {list}
          <main className="chat-column">{talk}</main>
          <aside className="phones-column" aria-label="客户手机">
            {phones}
          </aside>
        </>
      )}
      {narrow && (
        <PaneTabs
          pane={pane}
          onPane={(next) => {
            setSmsSeen(sms.total);
            setPane(next);
          }}
          badges={{
            chats: elsewhere + visible.reduce((sum, { id }) => sum + unreadOf(person.id, id), 0),
            chat: 0,
            phones: sms.total - smsSeen,
          }}
        />
      )}
    </div>
  );
}

function firstStaff(people: readonly Person[]): Person | undefined {
  const staff = people.filter(({ roles }) => roleGroup(roles) === 'staff');
  return staff.find(({ roles }) => roles.includes('staff')) ?? staff[0] ?? people[0];
}
