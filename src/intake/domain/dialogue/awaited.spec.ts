import { parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { converse } from './converse.js';
import type { Attachment, Conversation, DialogueContext } from './types.js';
import { EMPTY_CONVERSATION } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const LAST = 'LH-20260302-0001';
const PHOTO: Attachment = { hash: 'h1', name: '现场.jpg', mime: 'image/jpeg' };

describe('a command that waits for its missing word', () => {
  const waiting = (name: 'invalid' | 'arrived' | 'appointment' | 'extend' | 'dispatch'): Conversation => ({
    ...EMPTY_CONVERSATION,
    lastNumber: LAST,
    awaiting: { name, number: LAST, text: '', amount: null, at: null, households: null, phone: null },
  });
  const context: DialogueContext = { now: NOW, newDraftId: 'd1', projects: [{ id: 'p1', name: '滨江一号', nicknames: [] }], chatProject: '滨江一号', inGroup: true, speakerName: '小李' };
  const say = (conversation: Conversation, text: string, attachments: readonly Attachment[] = []) =>
    converse(conversation, { text, attachments }, context, RULE_READERS);

  it('takes the explanation, even when it reads like another command', () => {
    const turn = say(waiting('invalid'), '现场核实过了,业主自己装修打穿水管');
    expect(turn.effects).toMatchObject([{ kind: 'command', command: { name: 'invalid', number: LAST, text: '现场核实过了,业主自己装修打穿水管' } }]);
    expect(turn.conversation.awaiting).toBeNull();
  });
  it('takes the photo', () => {
    expect(say(waiting('arrived'), '', [PHOTO]).effects).toMatchObject([{ kind: 'command', command: { name: 'arrived' }, attachments: [{ hash: 'h1' }] }]);
  });
  it('takes the time and the person', () => {
    expect(say(waiting('appointment'), '明天下午3点').effects).toMatchObject([{ command: { at: parseInstant('2026-03-03T15:00:00+08:00') } }]);
    expect(say(waiting('dispatch'), '李师傅').effects).toMatchObject([{ command: { name: 'dispatch', text: '李师傅' } }]);
  });
  it('lets a new report pass: nothing reported is swallowed', () => {
    for (const name of ['invalid', 'arrived', 'appointment', 'dispatch'] as const) {
      const turn = say(waiting(name), '5栋302业主来电反映墙面开裂');
      expect(turn.effects).toMatchObject([{ kind: 'draft-started' }]);
      expect(turn.conversation.awaiting).toBeNull();
    }
  });
  it('lets a look-up pass and goes on waiting', () => {
    const turn = say(waiting('invalid'), '我的待办');
    expect(turn.effects).toMatchObject([{ kind: 'command', command: { name: 'my-tasks' } }]);
    expect(turn.conversation.awaiting?.name).toBe('invalid');
  });
  it('a card that asks for a colleague takes “审批交给某某”, and lets 取消委托 and 批量同意 be what they are', () => {
    const asked: Conversation = {
      ...EMPTY_CONVERSATION,
      awaiting: { name: 'card-word', number: LAST, text: '', amount: null, at: null, households: null, phone: null, card: { id: 'c1', action: 'transfer' } },
    };
    expect(say(asked, '审批交给李四').effects).toMatchObject([{ command: { name: 'card-word', text: '审批交给李四' } }]);
    for (const [words, name] of [['取消委托', 'cancel-delegation'], ['批量同意', 'batch-agree']] as const) {
      const turn = say(asked, words);
      expect(turn.effects).toMatchObject([{ command: { name } }]);
      expect(turn.conversation.awaiting?.card?.id).toBe('c1');
    }
  });
  it('is given up by 取消', () => {
    const turn = say(waiting('invalid'), '取消');
    expect(turn.conversation.awaiting).toBeNull();
    expect(turn.effects).toEqual([]);
  });
});
