import * as cases from '../../cases/index.js';
import type { Case, Entry } from '../../cases/index.js';
import { showInstant } from '../../terms/instants.js';
import type { Scene } from '../scene.js';

const MOST_CHANGES = 10;

/** Which deadlines of a case a calendar has moved, and why; null when none. */
export async function deadlineChanges(scene: Scene, one: Case): Promise<string | null> {
  const found = await cases.entriesOfKind(scene.tx, one.id, 'clock-reprojected', MOST_CHANGES);
  return found.length === 0 ? null : [`${one.number} 的时限变动:`, ...found.map(line)].join('\n');
}

function line({ at, payload }: Entry): string {
  const { label, rule, from, to, why } = payload as { readonly label: string; readonly rule: string; readonly from: number; readonly to: number; readonly why: string };
  return `${showInstant(at)} ${label}(${rule})由${showInstant(from)}改为${showInstant(to)},${why}`;
}
