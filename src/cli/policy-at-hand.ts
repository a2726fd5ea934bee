import { StartRefused, loadConfiguration } from '../platform/configuration/index.js';
import { loadPacks, packFolders, type Pack } from '../policy/index.js';
import { accept, refuse, type Outcome } from '../terms/outcome.js';

/** The company's own folder of packs (POLICY_DIR), or null. Refuses when the configuration is wrong. */
export function policyDir(): Outcome<string | null> {
  try {
    return accept(loadConfiguration().policyDir);
  } catch (error) {
    if (error instanceof StartRefused) return refuse('configuration', error.message);
    throw error;
  }
}

/** The shipped packs and the company's own, by id. */
export function packsAtHand(): Outcome<ReadonlyMap<string, Pack>> {
  const folder = policyDir();
  return folder.ok ? loadPacks(packFolders(folder.value)) : folder;
}
