import { MessageOutlined, RightOutlined, TeamOutlined } from '@ant-design/icons';
import { Badge } from 'antd';
import type { Day } from '../../../src/terms/instants.js';
import type { Chat, Message, Person } from '../api.js';
import { shownMessages } from '../conversation.js';
import { showWhen } from '../business-time.js';
import { roleNames } from '../role-names.js';
import type { Awaiting } from '../awaiting.js';

interface ChatListProps {
  readonly person: Person;
  readonly people: readonly Person[];
  readonly chats: readonly Chat[];
  readonly active: string;
  /** The business day it is now; earlier messages show their day instead of their time. */
  readonly today: Day;
  readonly messagesOf: (chat: string) => readonly Message[] | undefined;
  readonly unreadOf: (chat: string) => number;
  readonly awaiting: (personId: string) => Awaiting;
  readonly onOpen: (chat: string) => void;
  readonly onSwitch: (personId: string) => void;
}

export function ChatList(props: ChatListProps) {
  const { person, people, chats, active, today, messagesOf, unreadOf, awaiting, onOpen, onSwitch } = props;
  const waiting = people.filter(({ id }) => id !== person.id && awaiting(id).cards > 0);
  return (
    <nav className="pane chat-list" aria-label="会话">
      <h2>会话</h2>
      <ul>
        {chats.map((chat) => (
          <ChatItem
            key={chat.id}
            chat={chat}
            current={chat.id === active}
            today={today}
            unread={unreadOf(chat.id)}
            last={shownMessages(messagesOf(chat.id) ?? []).at(-1)}
            onOpen={() => onOpen(chat.id)}
          />
        ))}
      </ul>
      <h2 id="waiting-people">谁有事要处理</h2>
      {waiting.length === 0 ? (
        <p className="quiet pane-note">别人手上没有待处理的卡片。投诉送审后，审批人会出现在这里，点一下就切换过去。</p>
      ) : (
        <ul aria-labelledby="waiting-people">
          {waiting.map((one) => (
            <li key={one.id}>
              <button type="button" className="waiting-person" data-testid={`waiting-${one.id}`} onClick={() => onSwitch(one.id)}>
                <span>
                  <strong>{one.name}</strong>
                  <span className="quiet">{roleNames(one.roles)}</span>
                </span>
                <span className="waiting-note">{awaiting(one.id).cards} 张待处理</span>
                <RightOutlined aria-label="切换过去" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

interface ChatItemProps {
  readonly chat: Chat;
  readonly current: boolean;
  readonly today: Day;
  readonly unread: number;
  readonly last: Message | undefined;
  readonly onOpen: () => void;
}

function ChatItem({ chat, current, today, unread, last, onOpen }: ChatItemProps) {
  return (
    <li>
      <button
        type="button"
        className="chat-item"
        aria-current={current ? 'true' : undefined}
        data-testid={`chat-item-${chat.id}`}
        onClick={onOpen}
      >
        <span className={`chat-icon ${chat.kind}`} aria-hidden>
          {chat.kind === 'group' ? <TeamOutlined /> : <MessageOutlined />}
        </span>
        <span className="chat-item-text">
          <span className="chat-item-head">
            <strong>{chat.title}</strong>
            {last && <time dateTime={last.at}>{showWhen(last.at, today)}</time>}
          </span>
          <span className="chat-item-foot">
            <span className="chat-item-last">{last ? preview(last) : chat.kind === 'group' ? '项目群' : '私聊'}</span>
            {unread > 0 && !current && <Badge count={unread} size="small" title={`${unread} 条未读`} />}
          </span>
        </span>
      </button>
    </li>
  );
}

function preview({ text, card }: Message): string {
  return text !== '' ? text : card ? `［卡片］${card.title}` : '［附件］';
}
