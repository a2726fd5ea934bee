import { HOUR, MINUTE, parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { converse } from './converse.js';
import { draftCard } from './draft-card.js';
import type { Readers } from './readers.js';
import { overdueDrafts } from './silence.js';
import { incomingOf, readConversation } from './stored-conversation.js';
import { tapDraft } from './taps.js';
import type { Conversation, DialogueContext, Turn } from './types.js';
import { EMPTY_CONVERSATION } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const CONTEXT: DialogueContext = {
  now: NOW,
  newDraftId: 'd1',
  projects: [{ id: 'p1', name: '滨江一号', nicknames: [] }, { id: 'p2', name: '云栖里', nicknames: [] }],
  chatProject: '滨江一号',
  inGroup: true,
  speakerName: '小李',
};
const said = (text: string, conversation: Conversation = EMPTY_CONVERSATION, context: DialogueContext = CONTEXT): Turn =>
  converse(conversation, { text, attachments: [] }, context, RULE_READERS);
const tap = (conversation: Conversation, action: string, input = '', id = 'd1') =>
  tapDraft(conversation, id, action, input, CONTEXT, RULE_READERS);

const asked = said('3栋1501业主来电,厨房漏水').conversation;
const summedUp = said('跳过', asked).conversation;

describe('taps on a draft', () => {
  it('confirm registers once; the second tap is refused in words', () => {
    const first = tap(summedUp, 'confirm');
    expect(first).toMatchObject({ ok: true, value: { effects: [{ kind: 'register', draft: { id: 'd1' } }] } });
    if (first.ok) expect(tap(first.value.conversation, 'confirm')).toMatchObject({ ok: false, code: 'draft-gone' });
  });
  it('cancel cancels', () => {
    expect(tap(summedUp, 'cancel')).toMatchObject({ ok: true, value: { conversation: { drafts: [] }, effects: [{ kind: 'draft-cancelled' }] } });
  });
  it('edit takes its words as a correction, also those that would be a report elsewhere', () => {
    const edited = tap(summedUp, 'edit', '房号是5栋302');
    expect(edited).toMatchObject({ ok: true, value: { conversation: { drafts: [{ slots: { rooms: ['5-302'] } }] }, replies: [{ kind: 'draft-card' }] } });
  });
  it('edit without words asks for them', () => {
    const edited = tap(summedUp, 'edit');
    expect(edited).toMatchObject({ ok: true, value: { conversation: { drafts: [{ stage: 'correcting' }] } } });
  });
  describe('unsure between two categories', () => {
    const torn: Readers = {
      ...RULE_READERS,
      understand: (text, context) => ({ ...RULE_READERS.understand(text, context), category: 'engineering', categoryConfidence: 0.4, missing: ['category', 'phone'] }),
      likelyCategories: () => ['engineering', 'property'],
    };
    const turn = converse(EMPTY_CONVERSATION, { text: '3栋1501业主说卫生间漏水,物业推诿', attachments: [] }, CONTEXT, torn);

    it('shows both as buttons with one line each, and a way to the others', () => {
      expect(turn.replies).toMatchObject([
        {
          kind: 'question',
          card: {
            facts: [{ label: '事由' }, { label: '工程质量', value: expect.stringMatching(/渗漏/) }, { label: '物业管理', value: expect.stringMatching(/保洁/) }],
            buttons: [{ label: '工程质量' }, { label: '物业管理' }, { label: '其他类别' }, { label: '跳过' }],
          },
        },
      ]);
      expect(tap(turn.conversation, 'category:more')).toMatchObject({
        ok: true,
        value: { conversation: { drafts: [{ pending: 'category' }] }, replies: [{ card: { buttons: [{}, {}, {}, {}, {}, { label: '跳过' }] } }] },
      });
    });
    it('a button fixes it', () => {
      expect(tap(turn.conversation, 'category:property')).toMatchObject({
        ok: true,
        value: { conversation: { drafts: [{ pending: 'phone', slots: { category: 'property' }, settled: ['category'] }] } },
      });
    });
  });
  it('a project button sets the project', () => {
    expect(tap(summedUp, 'project:p2')).toMatchObject({ ok: true, value: { conversation: { drafts: [{ projectId: 'p2', slots: { project: '云栖里' } }] } } });
  });
  it('跳过 leaves the question 待补', () => {
    expect(tap(asked, 'skip')).toMatchObject({ ok: true, value: { conversation: { drafts: [{ pending: null, stage: 'confirming' }] } } });
  });
  it('按投诉登记 makes a draft of what seemed to be none', () => {
    const offered = said('物业费怎么交?').conversation;
    expect(tap(offered, 'kind:complaint')).toMatchObject({
      ok: true,
      value: { conversation: { offered: null, drafts: [{ id: 'd1', slots: { kind: 'complaint' } }] }, effects: [{ kind: 'draft-started' }] },
    });
    expect(tap(offered, 'dismiss')).toMatchObject({ ok: true, value: { conversation: { offered: null, drafts: [] } } });
  });
  it('refuses buttons that mean nothing', () => {
    expect(tap(summedUp, 'category:nonsense')).toMatchObject({ ok: false, code: 'unknown-button' });
    expect(tap(summedUp, 'explode')).toMatchObject({ ok: false, code: 'unknown-button' });
    expect(tap(summedUp, 'confirm', '', 'other')).toMatchObject({ ok: false, code: 'draft-gone' });
  });
});

describe('the summary card', () => {
  const draft = said('王女士13800138000', said('3栋1501业主来电,厨房漏水,要赔8000,不给就起诉').conversation).conversation.drafts[0];
  it('in a group says which facts are noted, not what they are', () => {
    const shown = JSON.stringify(draft ? draftCard(draft, CONTEXT) : null);
    expect(shown).toContain('已记录');
    expect(shown).not.toMatch(/1501|王女士|138|8,000/);
  });
  it('in private says them in full, with the threat as 风险提示', () => {
    const facts = draft ? draftCard(draft, { ...CONTEXT, inGroup: false }).facts : [];
    expect(Object.fromEntries(facts.map(({ label, value }) => [label, value]))).toMatchObject({
      项目: '滨江一号', 房号: '3-1501', 客户: '王女士', 电话: '13800138000', 类别: '工程质量', 诉求金额: '¥8,000.00', 事由: '厨房漏水', 来源: '来电', 风险提示: '扬言起诉',
    });
  });
});

describe('silence', () => {
  const at = (age: number) => overdueDrafts(asked, NOW + age);
  it('sends a draft to the supervisor at half an hour and to the register at a day', () => {
    expect(at(30 * MINUTE - 1)).toEqual({ toSupervisor: [], toRegister: [] });
    expect(at(30 * MINUTE).toSupervisor).toHaveLength(1);
    expect(at(24 * HOUR - 1).toRegister).toHaveLength(0);
    expect(at(24 * HOUR)).toMatchObject({ toSupervisor: [], toRegister: [{ id: 'd1' }] });
  });
  it('is not put off by talking on', () => {
    const later = said('楼下1401也漏了', summedUp, { ...CONTEXT, now: NOW + 29 * MINUTE }).conversation;
    expect(overdueDrafts(later, NOW + 30 * MINUTE).toSupervisor).toHaveLength(1);
  });
});

describe('stored conversations', () => {
  it('reads empty, older and broken JSON', () => {
    for (const json of [null, undefined, {}, [], 'x', { drafts: 'x', waiting: 1 }]) expect(readConversation(json)).toEqual(EMPTY_CONVERSATION);
    const older = readConversation({ drafts: [{ id: 'd0', texts: ['厨房漏水'], slots: { rooms: ['3-1501'], kind: 'complaint' } }], lastNumber: 'LH-20260302-0001' });
    expect(older).toMatchObject({ drafts: [{ id: 'd0', texts: ['厨房漏水'], stage: 'confirming', slots: { rooms: ['3-1501'], amount: null } }], lastNumber: 'LH-20260302-0001' });
  });
  it('reads the words and pictures of an inbox row', () => {
    expect(incomingOf({ text: '漏水', attachments: [{ hash: 'h', name: 'a.jpg', mime: 'image/jpeg', size: 3 }, { broken: true }] })).toEqual({
      text: '漏水', attachments: [{ hash: 'h', name: 'a.jpg', mime: 'image/jpeg' }],
    });
    expect(incomingOf({})).toEqual({ text: '', attachments: [] });
  });
});
