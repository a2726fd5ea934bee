import type { Fields } from './cards.js';

/** The text of the first element of a name, with or without CDATA; null when there is none. */
export function valueIn(xml: string, name: string): string | null {
  const [, cdata, plain] = new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml) ?? [];
  return cdata ?? plain ?? null;
}

const blocks = (xml: string, name: string): string[] => [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map((match) => match[1] ?? '');

/** What of a passively replaced card a member sees, as the JSON card of the same content (page 90241). */
export function cardInXml(xml: string): Fields {
  const [card = ''] = blocks(xml, 'TemplateCard');
  const [title = ''] = blocks(card, 'MainTitle');
  const buttons = blocks(card, 'ButtonList').map((one) => ({ text: valueIn(one, 'Text'), key: valueIn(one, 'Key') }));
  return {
    card_type: valueIn(card, 'CardType'),
    main_title: { title: valueIn(title, 'Title') },
    sub_title_text: valueIn(card, 'SubTitleText'),
    horizontal_content_list: blocks(card, 'HorizontalContentList').map((one) => ({ keyname: valueIn(one, 'KeyName'), value: valueIn(one, 'Value') })),
    button_list: buttons,
  };
}
