import * as directory from './directory/index.js';
import type { House } from './flow/house.js';
import { StartRefused, type SmsConfiguration } from './platform/configuration/index.js';
import type { Pack } from './policy/index.js';
import { LINK_WORDS, templateGaps, type SmsWanted } from './terms/sms-template.js';

/** What stands behind every text to a customer, with or without a place in the approved template. */
const BESIDES = ['编号', '电话', ...Object.values(LINK_WORDS)];

/** What the stories send beside the pack's own texts: a filing (备案) to a colleague. */
const FILING = { occasion: 'filing', words: ['称呼', '项目', '编号'] };

/** Every occasion of a rule book that writes SMS, with the words it needs. */
export function smsWanted(pack: Pack): SmsWanted[] {
  const occasions = Object.entries(pack.sms).map(([occasion, text]) => ({ occasion, words: [...new Set([...text.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ''))], besides: BESIDES }));
  const filings = pack.filings.some((row) => row.channels.includes('sms')) ? [FILING] : [];
  return [...occasions, ...filings].map((one) => ({ pack: pack.id, ...one }));
}

/** Every company's rule book has an approved template for all it sends, with every provider in use: else the service does not start. */
export async function checkTemplates(house: House, sms: SmsConfiguration): Promise<void> {
  if (sms.providers.length === 0) return;
  const heads = await house.doors.withoutTransaction((tx) => directory.liveCompanies(tx));
  const packs = new Map(heads.map((head) => [head.packHash, house.packs.byHash(head.packHash)]));
  const wanted = [...packs.values()].flatMap(smsWanted);
  const gaps = sms.providers.flatMap((name) => templateGaps(sms.templates[name], wanted).map((gap) => `SMS_TEMPLATES:${name} ${gap}`));
  if (gaps.length > 0) throw new StartRefused('configuration', [...new Set(gaps)].join('\n'));
}
