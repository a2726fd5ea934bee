import { recall, remember } from './platform.js';

/** Who one was and in which chat, so that reloading the page changes nothing. */
export interface Place {
  readonly person: string;
  readonly chat: string;
}

export function recallPlace(): Place {
  return { person: recall('kesu.person') ?? '', chat: recall('kesu.chat') ?? '' };
}

export function rememberPlace({ person, chat }: Place): void {
  remember('kesu.person', person);
  remember('kesu.chat', chat);
}

/** A demonstration that starts again begins with the first member of staff. */
export function forgetPlace(): void {
  remember('kesu.person', null);
  remember('kesu.chat', null);
}
