import { EVENTS, type CaseEvent } from '../terms/complaint.js';
import type { PackSource, Path } from './pack-source.js';

/** The event that meets a clock; null where it only ends with the case. */
export function readEvent(word: string | null | undefined, path: Path, source: PackSource): CaseEvent | null {
  if (word === null || word === undefined) return null;
  const event = EVENTS.find((candidate) => candidate === word);
  if (event === undefined) source.report(path, `不认识的事件 '${word}';可用:${EVENTS.join('、')}`);
  return event ?? null;
}

/** The event that starts a clock. A clock that nothing starts would never run, so an unknown word is a mistake. */
export function readStart(word: string, path: Path, source: PackSource): CaseEvent | 'received' {
  if (word === 'received') return word;
  const event = EVENTS.find((candidate) => candidate === word);
  if (event === undefined) {
    source.report(path, `没有什么能启动这个时限:不认识的事件 '${word}';可用:received、${EVENTS.join('、')}`);
  }
  return event ?? 'received';
}
