import { parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { converse } from './converse.js';
import type { Conversation, DialogueContext, Turn } from './types.js';
import { EMPTY_CONVERSATION } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const CONTEXT: DialogueContext = {
  now: NOW,
  newDraftId: 'd1',
  projects: [{ id: 'p1', name: '滨江一号', nicknames: [] }],
  chatProject: '滨江一号',
  inGroup: false,
  speakerName: '小李',
};

function say(conversation: Conversation, text: string, hashes: readonly string[] = []): Turn {
  const attachments = hashes.map((hash) => ({ hash, name: '现场.jpg', mime: 'image/jpeg' }));
  return converse(conversation, { text, attachments }, CONTEXT, RULE_READERS);
}

describe('what is said is kept', () => {
  it('pictures that came first stand with the draft that follows', () => {
    const before = ['h0', 'h2'].reduce((conversation, hash) => say(conversation, '', [hash]).conversation, EMPTY_CONVERSATION);
    const { conversation } = say(say(before, '你好').conversation, '3栋1501业主来电,厨房漏水', ['h3']);
    expect(conversation.drafts[0]?.attachments.map(({ hash }) => hash)).toEqual(['h0', 'h2', 'h3']);
    expect(conversation.pictures).toEqual([]);
  });

  it('a long text is whole in the draft and cut on the card', () => {
    const long = `3栋1501业主来电反映厨房漏水。${'物业一直没有来修。'.repeat(6000)}`;
    const turn = say(say(EMPTY_CONVERSATION, long).conversation, '先登记');
    expect(turn.conversation.drafts[0]?.texts).toEqual([long]);
    const [card] = turn.replies;
    const content = card?.kind === 'draft-card' ? card.card.facts.find(({ label }) => label === '内容')?.value : undefined;
    expect([...(content ?? '')]).toHaveLength(200);
    expect(content?.endsWith('…')).toBe(true);
  });

  it('control characters, which no store and no card can bear, are taken out', () => {
    const { conversation } = say(EMPTY_CONVERSATION, '3栋1501业主来电\u0000,厨房\u202E漏水\uD800');
    expect(conversation.drafts[0]?.texts).toEqual(['3栋1501业主来电,厨房漏水\uFFFD']);
  });
});
