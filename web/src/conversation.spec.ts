import type { Message, ShownCard } from './api.js';
import { chatsOf, mergeMessages, rereadFrom, shownMessages, unreadCount, waitingCards } from './conversation.js';

const card = (id: string, state: ShownCard['state']): ShownCard => ({
  id,
  title: '投诉审核',
  state,
  facts: [],
  basis: [],
  buttons: state === 'open' ? [{ action: 'approve', label: '同意', input: null }] : [],
});
const message = (seq: number, given: Partial<Message> = {}): Message => ({
  seq,
  at: '2026-03-02T09:00:00+08:00',
  from: 'bot',
  text: `第${seq}条`,
  card: null,
  ...given,
});

describe('mergeMessages', () => {
  it('keeps order by seq and gives the very same list back when nothing is new', () => {
    const known = [message(1), message(3)];
    expect(mergeMessages(known, [message(2)]).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(mergeMessages(known, [message(3)])).toBe(known);
  });

  it('takes over a card that changed inside its message', () => {
    const merged = mergeMessages([message(1, { card: card('a', 'open') })], [message(1, { card: card('a', 'done') })]);
    expect(merged[0]?.card?.state).toBe('done');
  });
});

describe('rereadFrom', () => {
  it('reaches back to just before the first open card', () => {
    expect(rereadFrom([message(4), message(7, { card: card('a', 'open') }), message(9)])).toBe(6);
    expect(rereadFrom([message(4), message(7, { card: card('a', 'done') }), message(9)])).toBe(9);
    expect(rereadFrom([])).toBe(0);
  });
});

describe('shownMessages', () => {
  it('shows a card told again in its first place, and drops the empty repetition only', () => {
    const shown = shownMessages([
      message(1, { text: '', card: card('a', 'open') }),
      message(2),
      message(3, { text: '', card: card('a', 'done') }),
      message(4, { text: '财务总监已同意', card: card('a', 'done') }),
    ]);
    expect(shown.map(({ seq, card: at }) => [seq, at?.state ?? null])).toEqual([
      [1, 'done'],
      [2, null],
      [4, null],
    ]);
  });
});

describe('what waits', () => {
  it('counts open cards once, and only with buttons', () => {
    const open = card('a', 'open');
    expect(waitingCards([message(1, { card: open }), message(2, { card: open })])).toBe(1);
    expect(waitingCards([message(1, { card: { ...open, buttons: [] } })])).toBe(0);
    expect(waitingCards([message(1, { card: open }), message(2, { card: card('a', 'void') })])).toBe(0);
  });

  it('does not count what one wrote oneself, and forgets a mark of an earlier run', () => {
    const messages = [message(1), message(2, { from: 'staff1' }), message(3)];
    expect(unreadCount(messages, 'staff1', 1)).toBe(1);
    expect(unreadCount(messages, 'staff1', 3)).toBe(0);
    expect(unreadCount(messages, 'staff1', 99)).toBe(2);
  });
});

describe('chatsOf', () => {
  it("gives the groups of the person's projects and his own chat last", () => {
    const person = { id: 'staff1', name: '李晓雯', roles: ['staff'], projects: ['p1'] };
    const chats = [
      { id: 'g1', title: '一号群', kind: 'group', project: 'p1' },
      { id: 'g2', title: '二号群', kind: 'group', project: 'p2' },
      { id: 'finance1', title: '周敏', kind: 'private', project: null },
    ] as const;
    expect(chatsOf(person, chats).map(({ id }) => id)).toEqual(['g1', 'staff1']);
    expect(chatsOf({ ...person, projects: ['*'] }, chats).map(({ id }) => id)).toEqual(['g1', 'g2', 'staff1']);
  });
});
