import type { Outcome } from '../../terms/outcome.js';
import type { PlatformName, MediaRef } from './arrival.js';
import type { Channel } from './channel.js';

/** A request to one of our callback addresses, untouched: signatures are over the bytes. At most 1 MB. */
export interface CallbackRequest {
  readonly method: 'GET' | 'POST';
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface CallbackAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Why it was refused (`signature`, `stale`, `receiver`, `malformed` …), for the count in /metrics; left out when it was taken. */
  readonly refused?: string;
}

/** Never throws for a bad request; what it throws is an outage. */
export type CallbackHandler = (request: CallbackRequest) => Promise<CallbackAnswer>;

/** A file as the platform gave it, decrypted. */
export interface MediaFile {
  readonly body: Buffer;
  readonly name: string;
  readonly mime: string;
}

/** It is gone for good (expired, revoked, too large): no second try. Anything else that is thrown may be tried again. */
export class MediaGone extends Error {}

/** Somebody of the organisation as the platform lists him. */
export interface ListedPerson {
  readonly userId: string;
  readonly name: string;
  /** Null where the platform does not show it to us. */
  readonly mobile: string | null;
  /** Ids of departments. */
  readonly departments: readonly string[];
  /** False: disabled or left. Somebody who is not listed at all has left as well. */
  readonly active: boolean;
}

export interface ListedDepartment {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
}

/** The organisation as far as the app may see it. It throws when the list could not be read to its end: half a list must make nobody a leaver. */
export interface DirectorySource {
  departments(): Promise<readonly ListedDepartment[]>;
  people(): Promise<readonly ListedPerson[]>;
}

/** Sign-in to the console by the platform's OAuth. */
export interface SignIn {
  /** Where the browser is sent. `inside`: the page is open in the platform's own client. `state` is hexadecimal. */
  address(ask: { readonly state: string; readonly redirectUri: string; readonly inside: boolean }): string;
  /** Whose code this is; null when it is nobody of the organisation, or the code is used or too old. Never tried twice. */
  whoIs(code: string, inside: boolean): Promise<{ readonly userId: string } | null>;
}

/** Groups of staff that the app makes itself, and speaks in first. */
export interface GroupFounder {
  /** Under the same key one group is made, however often it is asked. A refusal says what to mend. Throws when nobody knows whether it was made. */
  found(wanted: GroupToFound): Promise<Outcome<{ readonly id: string }>>;
  /** It made the group of that id. */
  isOurs(id: string): boolean;
  /** Takes those out of a group of ours who do not stay; how many. Throws when it could not be read or done. */
  keepOnly(id: string, stays: (userId: string) => boolean): Promise<number>;
}

export interface GroupToFound {
  readonly key: string;
  readonly title: string;
  /** The platform's ids, the owner's among them. */
  readonly owner: string;
  readonly members: readonly string[];
}

/** One step of `npm run doctor`, in the order they are worth trying. */
export interface DoctorStep {
  readonly name: string;
  run(): Promise<DoctorFinding>;
}

/** `skipped`: an earlier step has to be mended first, or it is switched off. */
export type DoctorFinding =
  | { readonly state: 'good' | 'skipped'; readonly note: string }
  | {
      readonly state: 'bad';
      /** The platform's own code; null where it gave none. */
      readonly code: string | null;
      readonly note: string;
      /** What to do, with the menu of the platform's console. */
      readonly mend: string;
    };

/** What an adapter reports for /metrics. */
export interface PlatformFigures {
  /** A frame of a socket that was refused; of a callback it stands in its answer. */
  refused(why: string): void;
  /** How long nobody owned the bot's socket, in milliseconds, each time it has an owner again. */
  gap(ms: number): void;
  /** The month's figure of a quota and what is free in it; at 80 % the administrator is warned, once a month. */
  quota(name: string, used: number, free: number): void;
}

/** A configured platform, as the composition root treats all of them alike. `openWecom`, `openDingtalk` return one. */
export interface Platform {
  readonly name: PlatformName;
  /** The organisation its people and groups are known in: WeCom's corp id; DingTalk's, or the app's client id where that is not configured. */
  readonly corp: string;
  readonly channel: Channel;
  /** By what follows /callbacks/: "wecom/app", "wecom/aibot", "dingtalk/robot". Those that are not configured are left out. */
  readonly callbacks: Readonly<Record<string, CallbackHandler>>;
  readonly directory: DirectorySource;
  readonly signIn: SignIn;
  /** Left out where the platform has none, or what makes them is not connected. */
  readonly founder?: GroupFounder;
  readonly checks: readonly DoctorStep[];
  /** Downloads what a message named, called outside of any transaction. Throws `MediaGone` where no further try helps. */
  media(ref: MediaRef): Promise<MediaFile>;
  /** Opens sockets; returns at once, and never throws because the platform is away. */
  start(): Promise<void>;
  /** Takes nothing more in, gives leases up, and waits for what is being stored. */
  stop(): Promise<void>;
}
