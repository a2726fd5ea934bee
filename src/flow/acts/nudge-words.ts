import type { CaseInShort } from '../../cases/index.js';
import type { Clock } from '../../clocks/index.js';
import { HOUR, MINUTE, showInstant } from '../../terms/instants.js';
import { projectName, type Scene } from '../scene.js';
import { showDue } from './due-words.js';

/** 【提醒】: what is to be done until when, and how long that still is. */
export const reminderOf = (scene: Scene, one: CaseInShort, clock: Clock): string =>
  `【提醒】${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${clock.label},${showDue(scene, clock)}完成(还剩${timeLeft(clock.dueAt - scene.now)})。依据 ${clock.rule}`;

/** What a reminder becomes on the 待办 card once the time has run out. */
export const overdueOf = (scene: Scene, one: CaseInShort, clock: Clock): string =>
  `【超时】${one.number} ${projectName(scene, one.projectId)} ${one.subject}:${clock.label},应于${showInstant(clock.dueAt)}前完成,现已超时。依据 ${clock.rule}`;

export function timeLeft(millis: number): string {
  const minutes = Math.max(0, Math.ceil(millis / MINUTE));
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.max(1, Math.floor(millis / HOUR));
  if (hours < 6 && minutes % 60 > 0) return `${hours} 小时 ${minutes % 60} 分钟`;
  return hours < 48 ? `${hours} 小时` : `${Math.floor(hours / 24)} 天`;
}
