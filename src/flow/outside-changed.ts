import * as directory from '../directory/index.js';
import { canonicalPack, packHash, type Pack } from '../policy/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';
import type { House } from './house.js';

/**
 * Packs were loaded: every version is stored under its content hash; the same id and version with other
 * content refuses the start.
 */
export async function packsLoaded(house: House, packs: Iterable<Pack>): Promise<Outcome<true>> {
  const now = house.machine.now();
  return house.work.inTransaction(async (tx) => {
    const stored = await directory.storedPacks(tx);
    for (const pack of packs) {
      const hash = packHash(pack);
      const same = stored.find((one) => one.packId === pack.id && one.version === pack.version);
      if (same !== undefined && same.hash !== hash) {
        return refuse('pack-changed', `制度包 ${pack.id} 的版本 ${pack.version} 内容已变:请给新内容一个新的版本号。`);
      }
      await directory.storePack(tx, { hash, id: pack.id, version: pack.version, body: canonicalPack(pack) }, now);
    }
    return accept(true);
  });
}
