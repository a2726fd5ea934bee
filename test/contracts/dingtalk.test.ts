import { tappable } from '../peers/dingtalk/cards.js';
import { DingtalkDesk } from '../peers/dingtalk/desk.js';
import { channelContract } from './channel.contract.js';

const GROUP = 'cidGroup+1/A==';

channelContract('dingtalk', async () => {
  const desk = await DingtalkDesk.open();
  const { peer } = desk;
  const where = (chatId: string): string => (chatId === 'g1' ? GROUP : chatId);
  return {
    channel: desk.platform.channel,
    companyId: 'c1',
    person: 'finance1',
    group: 'g1',
    texts: (chatId) => Promise.resolve(peer.outbox.said.filter((one) => one.where === where(chatId)).map((one) => one.text)),
    cards: (chatId) => {
      const shown = peer.cards.shownIn(chatId === 'g1' ? `IM_GROUP.${GROUP}` : `IM_ROBOT.${chatId}`);
      return Promise.resolve(
        shown.map((card) => ({
          title: card.params['title'] ?? '',
          isOpen: card.params['state'] === 'open',
          words: ['body', 'body2', 'body3', 'body4'].map((name) => card.params[name]).join('\n'),
          labels: tappable(card).map((one) => one.label),
        })),
      );
    },
    losesNextAnswer: () => peer.nextGoesWrong(/batchSend/, 'cut-after'),
    goesAway: () => peer.goesDown(),
    close: () => desk.close(),
  };
});
