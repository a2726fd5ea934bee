import { endOfDay, parseInstant } from '../../../terms/instants.js';
import { RULE_READERS } from '../understanding/rule-readers.js';
import { readCommand } from './commands.js';
import type { Command } from './types.js';

const NOW = parseInstant('2026-03-02T10:00:00+08:00') ?? 0;
const LAST = 'LH-20260302-0001';
const read = (text: string, lastNumber: string | null = LAST): Command | null => readCommand(text, { now: NOW, lastNumber }, RULE_READERS);

describe('what the handler and the repairer say', () => {
  test.each<readonly [string, Partial<Command>]>([
    ['退单,这是工程部的事', { name: 'send-back', text: '这是工程部的事' }],
    ['我要退单', { name: 'send-back', text: '' }],
    [`${LAST} 派错人了,我不管水电`, { name: 'send-back', text: '我不管水电' }],
    ['退回原处理人,合同约定由你方维修', { name: 'hand-back', text: '合同约定由你方维修' }],
    ['重新派单给王工', { name: 'dispatch', text: '王工' }],
    ['暂停到3月10日,等配件', { name: 'pause', at: endOfDay('2026-03-10') }],
    ['申请暂停到下周五,业主出差', { name: 'pause', at: endOfDay('2026-03-13') }],
    ['恢复计时', { name: 'resume' }],
    ['取消暂停,配件到了', { name: 'resume', text: '配件到了' }],
    ['外部时限改为3月9日', { name: 'outside' }],
    ['12345工单号20260302001,3月9日前回复', { name: 'outside' }],
    ['工单号:HZ202603020001', { name: 'outside', number: null }],
    ['补照片', { name: 'photo' }],
    ['申请延期到3月10日,配件没到', { name: 'extend' }],
  ])('%s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    [`${LAST} 电梯暂停使用,物业在围挡`, 'supplement'],
    [`${LAST} 12345工单已处理完毕`, 'handled'],
    [`${LAST} 客户说退单的事再谈`, 'supplement'],
  ])('about something else: %s', (text, name) => {
    expect(read(text)?.name).toBe(name);
  });

  test.each(['12345转来,工单号20260302001,厨房漏水', '客户要退单', '电梯暂停使用三天了没人管'])('no word about a known case: %s', (text) => {
    expect(read(text)).toBeNull();
  });
});
