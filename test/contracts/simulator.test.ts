import { SimulatorChannel } from '../../src/channels/simulator/client.js';
import { SimulatorDatabase } from '../../src/platform/simulator-store.js';
import { startApp } from '../harness/app.js';
import { channelContract } from './channel.contract.js';

channelContract('simulator', async () => {
  const app = await startApp('contract');
  const store = new SimulatorDatabase(app.database.address);
  const [company] = await app.service.house.doors.dataSource.query<{ id: string }[]>('select id from company order by created_at desc limit 1');
  const companyId = company?.id ?? '';
  const inChat = async (chatId: string) => (await store.messagesAfter(companyId, chatId, 0, 1000)).filter((one) => one.from === 'bot');
  return {
    channel: new SimulatorChannel(store),
    companyId,
    person: 'finance1',
    group: 'g1',
    texts: async (chatId) => (await inChat(chatId)).filter((one) => one.card === null).map((one) => one.text),
    cards: async (chatId) =>
      (await inChat(chatId)).flatMap(({ card }) => {
        if (card === null) return [];
        const { title, state, facts, basis, buttons } = card.card;
        return [{ title, isOpen: state === 'open', words: JSON.stringify([facts, basis]), labels: buttons.map((one) => one.label) }];
      }),
    close: async () => {
      await store.close();
      await app.stop();
    },
  };
});
