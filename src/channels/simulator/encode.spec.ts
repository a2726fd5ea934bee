import { parseInstant } from '../../terms/instants.js';
import { messageView } from './encode.js';

const linkOf = (hash: string): string => `/evidence/${hash}`;
const at = parseInstant('2026-03-02T09:00:00+08:00') ?? 0;

describe('a message of the local channel', () => {
  it('shows a text as the contract writes it', () => {
    expect(messageView({ seq: 4, at, from: 'bot', to: 'staff1', text: '请问是哪个项目?', card: null }, linkOf)).toEqual({
      seq: 4,
      at: '2026-03-02T09:00:00+08:00',
      from: 'bot',
      to: 'staff1',
      text: '请问是哪个项目?',
      card: null,
    });
  });

  it('shows a card with its id beside its own fields, in the order of the contract', () => {
    const card = { state: 'open', title: '赔付审批', buttons: [], basis: ['LF-A5'], facts: [{ label: '金额', value: '¥8,000.00' }] } as const;
    const view = messageView({ seq: 5, at, from: 'bot', to: null, text: '赔付审批', card: { id: 'c1', card } }, linkOf);
    expect(JSON.stringify(view.card)).toBe(
      '{"id":"c1","title":"赔付审批","state":"open","facts":[{"label":"金额","value":"¥8,000.00"}],"basis":["LF-A5"],"buttons":[]}',
    );
  });

  it('shows pictures by links', () => {
    const card = { state: 'open', title: '赔付审批', buttons: [], basis: [], facts: [], pictures: [{ hash: 'ab', name: '现场.jpg' }] } as const;
    const view = messageView({ seq: 5, at, from: 'bot', to: null, text: '赔付审批', card: { id: 'c1', card } }, linkOf);
    expect(view.card?.pictures).toEqual([{ name: '现场.jpg', url: '/evidence/ab' }]);
  });
});
