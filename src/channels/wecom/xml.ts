/** An element of a WeCom callback. The platform uses neither attributes nor mixed content. */
export interface XmlElement {
  readonly name: string;
  /** What stands directly in it, CDATA included. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<\/([A-Za-z][\w.-]*)\s*>|<([A-Za-z][\w.-]*)\s*(\/?)>|([^<]+)/y;
const HEAD = /^\ufeff?\s*(?:<\?xml[^<>]{0,200}\?>\s*)?/;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MOST_ELEMENTS = 5000;
const DEEPEST = 10;

interface Open {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

/**
 * Reads what anybody may have sent: elements, text and CDATA, nothing else. No document types, no entities but the five (an entity bomb
 * is no element), no attributes. Null when it is anything else.
 */
export function readXml(source: string): XmlElement | null {
  TOKEN.lastIndex = HEAD.exec(source)?.[0].length ?? 0;
  const top: Open = { name: '', text: '', children: [] };
  const open: Open[] = [top];
  let elements = 0;
  while (TOKEN.lastIndex < source.length) {
    const token = TOKEN.exec(source);
    const inner = open.at(-1);
    if (token === null || inner === undefined) return null;
    const [, cdata, closing, opening, empty, text] = token;
    if (opening !== undefined) {
      elements += 1;
      if (elements > MOST_ELEMENTS || open.length > DEEPEST) return null;
      const element: Open = { name: opening, text: '', children: [] };
      inner.children.push(element);
      if (empty === '') open.push(element);
    } else if (closing !== undefined) {
      if (open.length < 2 || inner.name !== closing) return null;
      open.pop();
    } else if (cdata !== undefined) {
      inner.text += cdata;
    } else {
      const plain = withoutEntities(text ?? '');
      if (plain === null) return null;
      inner.text += plain;
    }
  }
  const [root] = top.children;
  return open.length === 1 && top.children.length === 1 && top.text.trim() === '' && root !== undefined ? root : null;
}

function withoutEntities(text: string): string | null {
  if (!text.includes('&')) return text;
  let known = true;
  const plain = text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,10}));|&/g, (_, decimal?: string, hex?: string, name?: string) => {
    const one = decimal !== undefined ? character(Number(decimal)) : hex !== undefined ? character(Number.parseInt(hex, 16)) : ENTITIES[name ?? ''];
    if (one === undefined) known = false;
    return one ?? '';
  });
  return known ? plain : null;
}

const character = (code: number): string | undefined => (code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined);

export const childOf = (element: XmlElement, name: string): XmlElement | null => element.children.find((one) => one.name === name) ?? null;
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] => element.children.filter((one) => one.name === name);

/** The trimmed text of a child without children of its own; null when it is not there or empty. */
export function textIn(element: XmlElement, name: string): string | null {
  const child = childOf(element, name);
  const text = child === null || child.children.length > 0 ? '' : child.text.trim();
  return text === '' ? null : text;
}

/** Text goes into CDATA, numbers stand bare, a list is its element repeated. */
export type XmlContent = string | number | readonly XmlContent[] | { readonly [name: string]: XmlContent };

export function writeXml(name: string, content: XmlContent): string {
  if (isList(content)) return content.map((one) => writeXml(name, one)).join('');
  return `<${name}>${inside(content)}</${name}>`;
}

function inside(content: string | number | { readonly [name: string]: XmlContent }): string {
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return `<![CDATA[${content.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return Object.entries(content).map(([name, one]) => writeXml(name, one)).join('');
}

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);
