import { timesComplained, type Case, type CaseLink } from '../../cases/index.js';
import type { CardFact } from '../../terms/card.js';
import { LINK_NAMES } from '../../terms/case-link.js';

/** A group of many households is listed in the ledger. */
const MOST_LINKS = 10;

const linkWords = ({ kind, number }: CaseLink): string => `${LINK_NAMES[kind]} ${number}`;

/** 前次投诉 LH-20260302-0001、群诉成员 LH-20260302-0004; null where nothing belongs to the case. */
export function linksOf({ handling: { links } }: Pick<Case, 'handling'>): string | null {
  if (links.length === 0) return null;
  const more = links.length > MOST_LINKS ? ` 等 ${links.length} 件` : '';
  return `${links.slice(0, MOST_LINKS).map(linkWords).join('、')}${more}`;
}

/** For those who handle the case; rooms of a group stand here, so it is nothing for a group chat. */
export function linkFacts(one: Case): readonly CardFact[] {
  const { links } = one.handling;
  const times = timesComplained(links);
  const related = linksOf(one);
  const rooms = [...new Set(links.filter(({ kind }) => kind === 'member').flatMap((link) => link.rooms))];
  return [
    ...(times > 1 ? [{ label: '客户投诉次数', value: `同一客户第 ${times} 次` }] : []),
    ...(related === null ? [] : [{ label: '关联', value: related }]),
    ...(rooms.length === 0 ? [] : [{ label: '群诉其余各户', value: rooms.join('、') }]),
  ];
}
