import type { Fields } from './cards.js';

export const BOT = 'aib-demo-bot';

/** A message as it lies in a chat with the bot. */
export interface BotMessage {
  readonly chat: string;
  readonly how: 'reply' | 'send' | 'welcome' | 'url';
  /** Of a stream as it stands. */
  text: string | null;
  card: Fields | null;
  readonly task: string | null;
  redrawn: number;
}

/** Alone they come in single chats only, and a mixed message holds texts and pictures (100719). Throws where the platform would never send it. */
export function mustBeSent({ msgtype, mixed: parts }: Fields, group: boolean): void {
  if (group && ['image', 'file', 'voice', 'video'].includes(String(msgtype))) throw new Error(`a group never brings ${String(msgtype)} alone`);
  const items = (parts as { readonly msg_item?: readonly Fields[] } | undefined)?.msg_item ?? [];
  if (items.some((one) => one['msgtype'] !== 'text' && one['msgtype'] !== 'image')) throw new Error('mixed holds texts and pictures');
}
