import type { Card } from '../../terms/card.js';
import type { Instant } from '../../terms/instants.js';

export type PlatformName = 'wecom' | 'dingtalk';

/** JSON that an adapter keeps for itself. May hold a URL, a media id, an AES key: never logged. */
export type Ref = Readonly<Record<string, string>>;

/** Something to download before the story decides. */
export interface MediaRef {
  readonly kind: 'image' | 'file' | 'voice';
  /** As the sender named it; null where the platform does not say. */
  readonly name: string | null;
  readonly ref: Ref;
}

/** Where something came from. */
interface Arrived {
  readonly channel: PlatformName;
  /** Which bot or app of the configuration heard it. */
  readonly account: string;
  /** The organisation, as `Platform.corp`: people and groups are known within it. An adapter refuses what comes from another one. */
  readonly corp: string;
}

export interface ArrivedMessage extends Arrived {
  /** The platform's own id of the message: the same one is taken once. */
  readonly key: string;
  /** A group by the platform's own id; of a private chat the id is not read, it is the sender's. */
  readonly chat: { readonly kind: 'group' | 'private'; readonly id: string; readonly title: string | null };
  readonly sender: Sender;
  /** Without the @ of the bot. Of a voice message what the platform understood. */
  readonly text: string;
  readonly media: readonly MediaRef[];
  /** How an answer goes out quickest while that holds (response_url, req_id, sessionWebhook); the door remembers it under `replyKey`. */
  readonly replyTo: { readonly ref: Ref; readonly until: Instant } | null;
}

export interface Sender {
  /** The platform's id of the person within the organisation. */
  readonly id: string;
  /** The adapter could not turn the id into the plain one: such a sender may do nothing (fail closed). */
  readonly encrypted: boolean;
  readonly name: string | null;
}

export interface ArrivedTap extends Arrived {
  /** Of this tap: the same one is taken once. */
  readonly key: string;
  readonly sender: Sender;
  /** Our own id of the card. */
  readonly cardId: string;
  readonly action: string;
  /** `person`: an id of our directory or a name. */
  readonly input: { readonly reason?: string; readonly person?: string; readonly text?: string };
  /** What the platform gave for redrawing (response_code, req_id, outTrackId …); for the adapter alone. */
  readonly surface: Ref;
}

export interface ArrivedChange extends Arrived {
  readonly kind: 'person-left' | 'directory-changed' | 'bot-added' | 'bot-removed' | 'entered-chat';
  /** The platform's id of whom it is about. */
  readonly userId?: string;
  readonly chat?: ArrivedMessage['chat'];
}

/**
 * stored: a new message of somebody we know. taken-before: the same key again. unknown-sender, unknown-chat: one polite answer has been
 * queued and the administrator told; nothing else happens. refused: it says nothing (no text, no media) or too much.
 */
export type MessageTaken = 'stored' | 'taken-before' | 'unknown-sender' | 'unknown-chat' | 'refused';

export interface TapAnswer {
  readonly accepted: boolean;
  /** One line for the person who tapped. */
  readonly message: string;
  /** How the card looks now; null where it is not ours, or not known within the patience given. */
  readonly card: Card | null;
}

/** A message by which it was stored. */
export interface StoredMessage {
  readonly channel: PlatformName;
  readonly corp: string;
  readonly key: string;
  readonly userId: string;
}

/** What an adapter calls after verify and decode. It stores, then answers; it never throws for a bad message: what it throws is an outage. */
export interface ChannelDoor {
  message(one: ArrivedMessage): Promise<MessageTaken>;
  /** Waits up to `patienceMs` for the outcome; 处理中 after that. */
  tap(one: ArrivedTap, patienceMs: number): Promise<TapAnswer>;
  changed(one: ArrivedChange): Promise<void>;
  /**
   * Whether a stored message has been worked, waiting up to `patienceMs` for it; true of one that is not known. Left out where nobody can
   * tell: then nothing is said before the answer.
   */
  worked?(one: StoredMessage, patienceMs: number): Promise<boolean>;
  /** Its files are fetched first, or a language model reads it. */
  mayTakeLong?(one: ArrivedMessage): boolean;
}

/** Said by an adapter itself where the door throws (the database is away) and the platform lets it answer. */
export const NOT_NOW = '暂时无法登记,请稍后再发。';

/** Under which key of the store a way of answering quickly is remembered. */
export const replyKey = (chat: { readonly kind: 'group' | 'private'; readonly id: string }): string => `reply:${chat.kind}:${chat.id}`;
