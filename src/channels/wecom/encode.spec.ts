import type { Card } from '../../terms/card.js';
import { AIBOT_CARD, APP_CARD, cardAsXml, drawCard } from './encode.js';
import { asMarkdown, asPlain, bytesOf, inPieces } from './fit.js';
import { writeXml } from './xml.js';

const CARD: Card = {
  title: '赔付审核 · 财务总监',
  state: 'open',
  facts: [{ label: '编号', value: 'LH-20260302-0001' }, { label: '拟赔付金额', value: '¥6,000.00' }],
  basis: ['LF-A5'],
  buttons: [{ action: 'approve', label: '同意', input: null }, { action: 'reject', label: '驳回', input: 'reason' }],
};
const APP = { limits: APP_CARD, task: 'card-1', page: null, pictures: [], note: null };

describe('a card of WeCom', () => {
  it('has what the neutral card has', () => {
    expect(drawCard(CARD, APP)).toEqual({
      beside: null,
      card: {
        card_type: 'button_interaction',
        source: { desc: '待处理', desc_color: 2 },
        main_title: { title: '赔付审核 · 财务总监', desc: '依据 LF-A5' },
        horizontal_content_list: [{ keyname: '编号', value: 'LH-20260302-0001' }, { keyname: '拟赔付金额', value: '¥6,000.00' }],
        button_list: [{ text: '同意', style: 1, key: 'approve' }, { text: '驳回', style: 2, key: 'reject' }],
        task_id: 'card-1',
      },
    });
  });

  it('ended is a notice with a link of its own, and begins with how it ended', () => {
    const ended: Card = { ...CARD, state: 'done', buttons: [], facts: [...CARD.facts, { label: '结果', value: '已由 褚云 同意' }] };
    expect(drawCard(ended, { ...APP, task: null }).card).toMatchObject({ card_type: 'text_notice', sub_title_text: '已由 褚云 同意', card_action: { type: 1, url: 'https://work.weixin.qq.com' } });
    expect(drawCard(ended, { ...APP, page: 'https://kesu.cn', note: '好的' }).card).toMatchObject({ sub_title_text: '好的\n已由 褚云 同意', card_action: { url: 'https://kesu.cn' } });
  });

  it('shows pictures as links, two on the card for sure, others beside it', () => {
    const facts = Array.from({ length: 6 }, (_, index) => ({ label: `项${index}`, value: '是' }));
    const pictures = ['一', '二', '三'].map((name) => ({ name: `${name}.jpg`, url: `https://kesu.cn/${name}` }));
    const { card, beside } = drawCard({ ...CARD, facts }, { ...APP, pictures });
    expect((card['horizontal_content_list'] as readonly { url?: string }[]).map((one) => one.url)).toEqual([undefined, undefined, undefined, undefined, 'https://kesu.cn/一', 'https://kesu.cn/二']);
    expect(card['sub_title_text']).toBe('项4:是\n项5:是');
    expect(beside).toContain('https://kesu.cn/三');
  });

  it('of the bot is narrower', () => {
    const value = '字'.repeat(28);
    const wide = { ...CARD, facts: [{ label: '事由', value }] };
    expect(drawCard(wide, APP).card['horizontal_content_list']).toHaveLength(1);
    expect(drawCard(wide, { ...APP, limits: AIBOT_CARD }).card).toMatchObject({ sub_title_text: `事由:${value}` });
  });

  it('names in words what neither buttons, list nor menu hold', () => {
    const buttons = Array.from({ length: 20 }, (_, index) => ({ action: `a${index}`, label: `动作${index}`, input: null }));
    expect(drawCard({ ...CARD, buttons }, APP).beside).toContain('还可以直接回复:动作18、动作19');
  });

  it('is the same as XML, its lists as repeated elements under the names of the page', () => {
    expect(writeXml('TemplateCard', cardAsXml(drawCard(CARD, { ...APP, task: null }).card))).toBe(
      '<TemplateCard><CardType><![CDATA[button_interaction]]></CardType><Source><Desc><![CDATA[待处理]]></Desc><DescColor>2</DescColor></Source>' +
        '<MainTitle><Title><![CDATA[赔付审核 · 财务总监]]></Title><Desc><![CDATA[依据 LF-A5]]></Desc></MainTitle>' +
        '<HorizontalContentList><KeyName><![CDATA[编号]]></KeyName><Value><![CDATA[LH-20260302-0001]]></Value></HorizontalContentList>' +
        '<HorizontalContentList><KeyName><![CDATA[拟赔付金额]]></KeyName><Value><![CDATA[¥6,000.00]]></Value></HorizontalContentList>' +
        '<ButtonList><Text><![CDATA[同意]]></Text><Style>1</Style><Key><![CDATA[approve]]></Key></ButtonList>' +
        '<ButtonList><Text><![CDATA[驳回]]></Text><Style>2</Style><Key><![CDATA[reject]]></Key></ButtonList></TemplateCard>',
    );
  });
});

describe('a text of WeCom', () => {
  it('is cut into pieces by bytes, at line ends where there are any, never inside a character', () => {
    expect(inPieces('一二三', 6)).toEqual(['一二', '三']);
    expect(inPieces('一二\n三四\n五', 8)).toEqual(['一二', '三四', '五']);
    const pieces = inPieces('漏水😀'.repeat(2000), 2048);
    expect(pieces.join('')).toBe('漏水😀'.repeat(2000));
    expect(pieces.every((one) => bytesOf(one) <= 2048)).toBe(true);
    expect(inPieces('\u0000\ud800', 10)).toEqual([]);
  });

  it('mentions nobody and hides no link that somebody typed', () => {
    expect(asMarkdown('<@all> [看](http://x) <font>')).toBe('＜@all> [看] (http://x) ＜font>');
    expect(asPlain('<a href="http://x">看</a> <b> 1<2')).toBe('＜a href="http://x">看＜/a> <b> 1<2');
  });
});
