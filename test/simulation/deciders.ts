import { DAY, HOUR, MINUTE } from '../../src/terms/instants.js';
import { awake, type Life, type Town } from './town.js';

interface Asked {
  readonly id: string;
  readonly chat: string;
  readonly kind: string;
}

const ASKED = `
select k.id, k.chat_id as chat, k.subject_kind as kind from card k join complaint c on c.id = k.case_id
where k.company_id = $1 and c.number = $2 and k.subject_kind in ('approval-step', 'request') and k.wanted ->> 'state' = 'open'
  and k.wanted -> 'buttons' @> '[{"action": "approve"}]'
order by k.created_at, k.id`;

const ROUNDS = 14;

/** Whoever is asked in a case decides, early or late, or lets it run into its limit. */
export async function* decisions(town: Town, number: string, never: boolean): Life {
  const { desk, dice } = town;
  if (never) yield dice.between(2, 5) * DAY;
  for (let round = 0; round < ROUNDS; round++) {
    yield awake(town, dice.happens(0.7) ? dice.between(5, 240) * MINUTE : dice.between(4, 40) * HOUR);
    const [asked] = await desk.rows<Asked>(ASKED, [number]);
    if (asked === undefined) return;
    const action = dice.oneOf(['approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'reject', ...(asked.kind === 'request' ? [] : ['return'])]);
    await desk.taps(asked.id, asked.chat, action, action === 'approve' ? {} : { reason: '依据不足,请补充' });
    if (action === 'return') {
      yield awake(town, dice.between(1, 20) * HOUR);
      const [one] = await desk.rows<{ handler: string | null }>('select handler_id as handler from complaint where company_id = $1 and number = $2', [number]);
      if (one?.handler !== null && one?.handler !== undefined) await desk.says(one.handler, `${number} 答复:已补充现场情况`);
    }
  }
}

const TODO = `select person_id as person from nudge_line where company_id = $1 and ended_at is null order by told_at desc, id limit 5`;
const OFFERS = `select id, chat_id as chat from card where company_id = $1 and subject_kind = 'matter' and wanted ->> 'state' = 'open' order by created_at, id limit 3`;

/** Somebody with something to do wants to be reminded later, or asks why; now and then a proposal to merge is answered. */
export async function* habits({ desk, dice }: Town, until: number): Life {
  while (desk.now < until) {
    yield dice.between(12, 120) * HOUR;
    const [one] = await desk.rows<{ person: string }>(TODO);
    if (one !== undefined) await desk.says(one.person, dice.oneOf(['稍后提醒 1小时', '稍后提醒 30分钟', '稍后提醒 2小时', '为什么提醒我']));
    if (!dice.happens(0.3)) continue;
    const [offer] = await desk.rows<{ id: string; chat: string }>(OFFERS);
    if (offer !== undefined) await desk.taps(offer.id, offer.chat, dice.oneOf(['accept', 'refuse']));
  }
}
