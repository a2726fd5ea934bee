import { expect } from '@jest/globals';
import { open } from '../../src/platform/database/open.js';
import type { SeenCard, World } from '../harness/world.js';
import { LEAK, registers } from './told.js';

/** Who handles a complaint with a claim under the rule book of Longfor. */
export const HANDLER = 'customer-manager1';

export const isStep = (card: SeenCard): boolean => card.title.startsWith('赔付') || card.title.startsWith('维修方案');

/** Stories of approvals as their people act them out. */
export class Approving {
  private readonly people = new Map<string, string>();

  constructor(private readonly world: World) {}

  async begins(pack: string, at = '2026-03-02T09:00:00+08:00'): Promise<void> {
    await this.world.begins(pack, at);
    for (const one of await this.world.get<{ id: string; name: string }[]>('/people')) this.people.set(one.id, one.name);
  }

  readonly name = (id: string): string => this.people.get(id) ?? id;

  readonly stepCard = (chat: string): Promise<SeenCard> => this.world.card(chat, isStep);

  /** A complaint with a plan of 8,000 before finance, the first of three steps; what that said is another story's. */
  async underApproval(sum = '8000', words = `${LEAK},要赔8000`): Promise<string> {
    const number = await registers(this.world, words);
    await this.world.tells(HANDLER, `${number} 方案:更换水管并赔偿${sum}元`);
    this.world.forget();
    return number;
  }

  readonly agrees = async (person: string): Promise<void> => {
    expect(await this.world.taps(person, '同意', { title: /赔付|维修方案/ })).toMatchObject({ accepted: true });
  };

  /** Who was refused, by which code, in the order of the case's record. */
  async refusals(number: string): Promise<string[]> {
    const rows = await this.world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows<{ told: string }>(
        `select e.actor || ' ' || (e.payload ->> 'code') as told from case_entry e join complaint c on c.id = e.case_id
         join company o on o.id = c.company_id and o.retired_at is null
         where c.number = $1 and e.kind = 'tap-refused' order by e.seq`,
        [number],
      ),
    );
    return rows.map((row) => row.told);
  }

  async companyId(): Promise<string> {
    const [row] = await this.world.app.service.house.work.withoutTransaction((tx) =>
      open(tx).rows<{ id: string }>('select id from company where retired_at is null'),
    );
    return row?.id ?? '';
  }
}
