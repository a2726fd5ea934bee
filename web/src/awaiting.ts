/** What a person has in his own chat with the bot. */
export interface Awaiting {
  readonly unread: number;
  readonly cards: number;
}
