import { ChannelRegistry } from './registry.js';
import type { Channel } from './channel.js';
import { SENT } from '../../terms/send-result.js';

const channel = (name: string): Channel => ({
  name,
  capabilities: { changeCard: true, cardInput: true, idempotentText: true, idempotentCard: true, groups: true, takesTogether: false, recallText: false },
  sendText: () => Promise.resolve(SENT),
  sendCard: () => Promise.resolve(SENT),
  changeCard: () => Promise.resolve(SENT),
});

describe('the channels of a process', () => {
  it('are found by name', () => {
    const wecom = channel('wecom');
    const registry = new ChannelRegistry([channel('simulator'), wecom]);
    expect(registry.find('wecom')).toBe(wecom);
    expect(registry.find('dingtalk')).toBeNull();
    expect(registry.all().map((one) => one.name)).toEqual(['simulator', 'wecom']);
  });

  it('refuse a second one of the same name', () => {
    expect(() => new ChannelRegistry([channel('wecom'), channel('wecom')])).toThrow('registered twice');
  });
});
