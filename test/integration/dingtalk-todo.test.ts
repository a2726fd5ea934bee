import { approval, DingtalkDesk } from '../peers/dingtalk/desk.js';

let desk: DingtalkDesk;
const peer = () => desk.peer;
const opened = async (environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  desk = await DingtalkDesk.open(environment);
};

afterEach(async () => {
  expect(peer().violations).toEqual([]);
  await desk.close();
});

describe('待办', () => {
  const todos = () => [...peer().room.todos.values()].map(({ subject, done, unionId }) => [unionId, subject, done]);

  it('holds an approval while it waits, is done when it is decided, and gone when it is withdrawn', async () => {
    await opened({ DINGTALK_TODO: 'on' });
    const { id } = await desk.card('finance1', approval());
    await desk.card('finance1', approval(), { cardId: id });
    const other = await desk.card('finance1', approval({ title: '另一件' }));
    await desk.card('staff1', approval({ buttons: [{ action: 'confirm', label: '确认登记', input: null }] }));
    expect(todos()).toEqual([
      ['union-finance1', 'LH-20260302-0001 赔付审核 · 财务总监', false],
      ['union-finance1', 'LH-20260302-0001 另一件', false],
    ]);
    const change = (cardId: string, card: object) => desk.platform.channel.changeCard({ companyId: 'c1', chatId: 'finance1', cardId, card: approval(card), version: 2 });
    await change(id, { title: '赔付审核 · 加急' });
    expect(todos()[0]?.[1]).toBe('LH-20260302-0001 赔付审核 · 加急');
    await change(id, { state: 'done', buttons: [] });
    await change(other.id, { state: 'void', buttons: [] });
    expect(todos()).toEqual([['union-finance1', 'LH-20260302-0001 赔付审核 · 加急', true]]);
  });

  it('takes what needs no word by its own buttons, from whom it was made for and as it was made', async () => {
    await opened({ DINGTALK_TODO: 'on', DINGTALK_TODO_BUTTONS: 'on' });
    const { id } = await desk.card('finance1', approval());
    const [action, ...others] = [...peer().room.todos.values()][0]?.actions ?? [];
    if (action === undefined) throw new Error('no button');
    // A refusal needs a reason.
    expect([action.title, others, action.url]).toEqual(['同意', [], 'https://kesu.example.cn/callbacks/dingtalk/robot']);
    desk.door.answer = () => Promise.resolve({ accepted: true, message: '已同意', card: null });
    const answer = await desk.posts(action.body, action.header);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { success: true, message: '已同意' }]);
    await desk.posts(action.body, action.header);
    expect(new Set(desk.door.taps.map((tap) => JSON.stringify(tap))).size).toBe(1);
    expect(desk.door.taps[0]).toMatchObject({ cardId: id, action: 'approve', sender: { id: 'finance1', encrypted: false }, input: {} });
    for (const [from, to] of [['finance1', 'staff1'], ['approve', 'reject'], [id, '0b9f6a52-4d5e-4c8e-9a10-3a4d2c1b0f9e']] as const) {
      expect((await desk.posts(action.body.replace(from, to), action.header)).refused).toBe('signature');
    }
    for (const body of ['{"kesuTodo":7}', '{"kesuTodo":{}}', '{"kesuTodo":{"cardId":"a","userId":"b","action":"c","until":1}}']) expect((await desk.posts(body, {})).status).toBeGreaterThanOrEqual(400);
    desk.ahead = 181 * 86_400_000;
    expect((await desk.posts(action.body, action.header)).refused).toBe('stale');
    expect(desk.door.taps).toHaveLength(2);
    await desk.close();
    await opened({ DINGTALK_TODO: 'on' });
    await desk.card('finance1', approval());
    expect([...peer().room.todos.values()].map((todo) => todo.actions)).toEqual([[]]);
    expect((await desk.posts(action.body, action.header)).refused).toBe('not-configured');
  });

  it('is left alone when it is switched off, and stops no card when it fails', async () => {
    await opened();
    await desk.card('finance1', approval());
    expect(todos()).toEqual([]);
    await desk.close();
    await opened({ DINGTALK_TODO: 'on' });
    peer().refuses(/todo/, 'todo.taskCreate.systemError');
    expect((await desk.card('finance1', approval())).result).toBe('sent');
  });
});
