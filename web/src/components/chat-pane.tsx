import { App as AntApp } from 'antd';
import { useState } from 'react';
import { ServiceProblem } from '../api.js';
import type { Chat, Message, Person, Tap, TapAnswer } from '../api.js';
import { encodeAttachment, useAttachments } from '../hooks/use-attachments.js';
import { useService } from '../hooks/use-service.js';
import { freshId } from '../platform.js';
import { roleGroup } from '../role-names.js';
import { Composer } from './composer.js';
import { MessageList } from './message-list.js';

interface ChatPaneProps {
  readonly chat: Chat;
  readonly person: Person;
  readonly people: readonly Person[];
  /** Undefined until they have been read. */
  readonly messages: readonly Message[] | undefined;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  /** Shows at once, and again when all that follows is done. */
  readonly follow: () => Promise<void>;
}

export function ChatPane({ chat, person, people, messages, draft, onDraft, follow }: ChatPaneProps) {
  const service = useService();
  const { message: notice } = AntApp.useApp();
  const attachments = useAttachments();
  const [sending, setSending] = useState(false);
  const [replying, setReplying] = useState(0);
  const [dragging, setDragging] = useState(false);

  const followUp = async (): Promise<void> => {
    setReplying((n) => n + 1);
    await follow();
    setReplying((n) => n - 1);
  };

  const send = async (text: string): Promise<void> => {
    if (text.trim() === '' && attachments.picked.length === 0) return;
    setSending(true);
    try {
      const files = await Promise.all(attachments.picked.map(({ file }) => encodeAttachment(file)));
      await service.send({ chat: chat.id, from: person.id, text, attachments: files, clientMsgId: freshId() });
      onDraft('');
      attachments.clear();
      void followUp();
    } catch (problem) {
      void notice.error(problem instanceof ServiceProblem ? problem.message : '没有发出去，请再试一次。');
    } finally {
      setSending(false);
    }
  };

  const tap = async (cardId: string, wanted: Omit<Tap, 'by'>): Promise<TapAnswer> => {
    try {
      const answer = await service.tap(cardId, { by: person.id, ...wanted });
      if (answer.accepted && answer.message) void notice.success(answer.message);
      void followUp();
      return answer;
    } catch (problem) {
      const sentence = problem instanceof ServiceProblem ? problem.message : '没有办成，请再试一次。';
      return { accepted: false, message: sentence };
    }
  };

  const addFiles = (files: Iterable<File>): void => {
    const tooLarge = attachments.add(files);
    if (tooLarge.length > 0) void notice.warning(`${tooLarge.join('、')} 超过 20 MB，没有添加。`);
  };

  return (
    <div
      className={dragging ? 'pane chat-pane dragging' : 'pane chat-pane'}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDragging(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
        addFiles(event.dataTransfer.files);
      }}
    >
      <header className="chat-head">
        <h2 data-testid="chat-title">{chat.title}</h2>
        <span className="quiet">
          {chat.kind === 'group' ? '项目群 · 直接发消息即可，也可以写 @客诉助手' : '您的私聊 · 只有您看得到'}
        </span>
      </header>
      <MessageList
        chat={chat}
        person={person}
        people={people}
        messages={messages}
        replying={replying > 0}
        onTap={tap}
      />
      <Composer
        inGroup={chat.kind === 'group'}
        forManager={roleGroup(person.roles) === 'manager'}
        offerExample={chat.kind === 'group' && !(messages ?? []).some(({ from }) => from === person.id)}
        text={draft}
        onText={onDraft}
        sending={sending}
        files={attachments.picked}
        onFiles={addFiles}
        onRemoveFile={attachments.remove}
        onSend={send}
      />
    </div>
  );
}
