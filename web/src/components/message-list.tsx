import { Bubble } from '@ant-design/x';
import type { BubbleItemType, BubbleListProps } from '@ant-design/x';
import { CommentOutlined } from '@ant-design/icons';
import { Avatar, Spin } from 'antd';
import type { GetRef } from 'antd';
import { useEffect, useRef } from 'react';
import type { Chat, Message, Person, Tap, TapAnswer } from '../api.js';
import { readTime, showDay } from '../business-time.js';
import { BOT, shownMessages } from '../conversation.js';
import { ComplaintCard } from './complaint-card.js';
import { LongText } from './long-text.js';
import { WelcomeGuide } from './welcome-guide.js';

interface MessageListProps {
  readonly chat: Chat;
  readonly person: Person;
  readonly people: readonly Person[];
  readonly messages: readonly Message[] | undefined;
  /** The bot is at work on what was just sent. */
  readonly replying: boolean;
  readonly onTap: (cardId: string, tap: Omit<Tap, 'by'>) => Promise<TapAnswer>;
}

const ROLES: NonNullable<BubbleListProps['role']> = {
  self: { placement: 'end', variant: 'filled', className: 'bubble-self' },
  bot: { placement: 'start', variant: 'shadow', className: 'bubble-bot' },
  other: { placement: 'start', variant: 'shadow', className: 'bubble-other' },
  divider: { className: 'bubble-day' },
};

export function MessageList({ chat, person, people, messages, replying, onTap }: MessageListProps) {
  const list = useRef<GetRef<typeof Bubble.List>>(null);
  const items = toItems(messages ?? [], person, people, onTap);
  useEffect(() => {
    // The list scrolls inside itself: without this, keyboard users could not read back.
    const box = list.current?.scrollBoxNativeElement;
    box?.setAttribute('tabindex', '0');
    box?.setAttribute('role', 'log');
    box?.setAttribute('aria-label', '聊天记录');
  });

  if (messages === undefined) {
    return (
      <div className="message-list state">
        <Spin />
        <p className="quiet">正在读取聊天…</p>
      </div>
    );
  }
  if (messages.length === 0 && !replying) {
    return (
      <div className="message-list state" data-testid="chat-empty">
        <WelcomeGuide chat={chat} person={person} />
      </div>
    );
  }
  return (
    <Bubble.List
      ref={list}
      className="message-list"
      role={ROLES}
      items={replying ? [...items, WORKING] : items}
      autoScroll
    />
  );
}

const WORKING: BubbleItemType = {
  key: 'working',
  role: 'bot',
  loading: true,
  content: '',
  avatar: <BotMark />,
  rootClassName: 'bubble-working',
};

function toItems(
  messages: readonly Message[],
  person: Person,
  people: readonly Person[],
  onTap: MessageListProps['onTap'],
): BubbleItemType[] {
  const items: BubbleItemType[] = [];
  let day = '';
  for (const message of shownMessages(messages)) {
    const time = readTime(message.at);
    if (time && time.day !== day) {
      day = time.day;
      const { date, weekday } = showDay(day);
      items.push({ key: `day-${day}`, role: 'divider', content: `${date} ${weekday}` });
    }
    const self = message.from === person.id;
    const bot = message.from === BOT;
    const name = bot ? '客诉助手' : (people.find(({ id }) => id === message.from)?.name ?? '未知人员');
    items.push({
      key: message.seq,
      role: self ? 'self' : bot ? 'bot' : 'other',
      avatar: bot ? <BotMark /> : <Avatar className={self ? 'avatar-self' : 'avatar-other'}>{name.slice(0, 1)}</Avatar>,
      header: (
        <span className="bubble-head">
          {name} <time dateTime={message.at}>{time?.minute ?? ''}</time>
        </span>
      ),
      variant: message.card ? 'borderless' : self ? 'filled' : 'shadow',
      content: <MessageBody message={message} people={people} onTap={onTap} />,
    });
  }
  return items;
}

interface MessageBodyProps {
  readonly message: Message;
  readonly people: readonly Person[];
  readonly onTap: MessageListProps['onTap'];
}

function MessageBody({ message: { text, card }, people, onTap }: MessageBodyProps) {
  return (
    <>
      {/* Beside a card the text is what a notification shows of it. */}
      {text !== '' && !card && <LongText text={text} className="bubble-text" />}
      {text === '' && !card && <p className="bubble-text quiet">［附件］</p>}
      {card && <ComplaintCard card={card} people={people} onTap={(tap) => onTap(card.id, tap)} />}
    </>
  );
}

function BotMark() {
  return (
    <span className="brand-mark" aria-hidden>
      <CommentOutlined />
    </span>
  );
}
