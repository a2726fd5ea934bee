import { parseArgs } from 'node:util';
import { packAdopted } from '../flow/pack-adopted.js';
import { formatInstant } from '../terms/instants.js';
import { chineseMarks } from '../terms/typography.js';
import { packNamed } from './policy-packs.js';
import { machineParts, onStore, type StoreParts } from './policy-store.js';
import type { Streams } from './policy-streams.js';

const OPTIONS = { pack: { type: 'string' }, by: { type: 'string' }, company: { type: 'string' } } as const;

/** Has a company judge its new cases by another version of a rule book, from now on: an act with a date and a person. */
export async function adopt(args: readonly string[], streams: Streams, parts: StoreParts = machineParts()): Promise<number | null> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: false, options: OPTIONS });
  const { pack: name, by, company, ...others } = values;
  if (positionals.length > 0 || Object.keys(others).length > 0 || company === true) return null;
  if (typeof name !== 'string' || typeof by !== 'string' || by.trim() === '') return null;
  const refused = (message: string): number => {
    streams.errors.write(`${chineseMarks(message)}\n`);
    return 1;
  };
  const pack = packNamed(name);
  if (!pack.ok) return refused(pack.message);
  return onStore(parts, 'write', streams.errors, async (database) => {
    const act = { companyId: typeof company === 'string' ? company : null, pack: pack.value, by: by.trim() };
    const done = await packAdopted({ database, machineNow: parts.machineNow() }, act);
    if (!done.ok) return refused(done.message);
    const { company: whose, at, changed } = done.value;
    const book = `${pack.value.id} ${pack.value.version}`;
    const said = changed
      ? `${whose.name}自 ${formatInstant(at).slice(0, 16).replace('T', ' ')} 起按 ${book} 判定新投诉(${act.by});已登记的投诉仍按原来的规则办理`
      : `${whose.name}已经在用 ${book},没有变化`;
    streams.output.write(`${chineseMarks(said)}\n`);
    return 0;
  });
}
