import { showInstant, type Instant } from '../../../terms/instants.js';
import { OUTSIDE_BODIES, OUTSIDE_NAMES, type OutsideDue, type OutsideSaid } from '../../../terms/outside.js';

/** Later words complete and correct earlier ones; without a body known nothing is from outside. */
export function joinOutside(known: OutsideSaid | null, said: OutsideSaid | null): OutsideSaid | null {
  if (said === null || (known === null && said.body === null)) return known;
  if (known === null) return said;
  return { body: known.body ?? said.body, number: said.number ?? known.number, due: said.due ?? known.due };
}

const UNIT_NAMES: Readonly<Record<Extract<OutsideDue, { kind: 'span' }>['unit'], string>> = {
  hours: '小时',
  'working-days': '个工作日',
  'calendar-days': '天',
};

const dueShown = (due: OutsideDue): string => (due.kind === 'at' ? `${showInstant(due.at)}前回复` : `${due.length}${UNIT_NAMES[due.unit]}内回复`);

/** For a card: 12345,工单号 20260302001,3月9日 23:59前回复. */
export function outsideShown(outside: OutsideSaid | null): string | null {
  if (outside === null || outside.body === null) return null;
  const { body, number, due } = outside;
  return [OUTSIDE_NAMES[body], ...(number === null ? [] : [`工单号 ${number}`]), ...(due === null ? [] : [dueShown(due)])].join(',');
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const whole = (value: unknown): Instant | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Reads what a stored draft says of it; what cannot be read is left out, never an error. */
export function outsideIn(value: unknown): OutsideSaid | null {
  if (!isJson(value)) return null;
  const number = value['number'];
  return {
    body: OUTSIDE_BODIES.find((body) => body === value['body']) ?? null,
    number: typeof number === 'string' ? number : null,
    due: dueOf(value['due']),
  };
}

function dueOf(value: unknown): OutsideDue | null {
  if (!isJson(value)) return null;
  const [at, length] = [whole(value['at']), whole(value['length'])];
  if (at !== null) return { kind: 'at', at, wholeDay: value['wholeDay'] === true };
  const unit = (['hours', 'working-days', 'calendar-days'] as const).find((one) => one === value['unit']);
  return length === null || unit === undefined ? null : { kind: 'span', unit, length };
}
