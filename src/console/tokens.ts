import type { syncDirectory } from '../flow/directory-sync.js';
import type { endSignIn } from '../flow/sign-in.js';
import type { Instant } from '../terms/instants.js';

/** Injection tokens; the composition root binds them. */
export const HOUSE = Symbol('house');
export const WORKERS = Symbol('workers');
export const MOVER = Symbol('clock mover');
export const LOCAL_CHANNEL = Symbol('local channel');
export const SETTINGS = Symbol('settings');
export const LINKS = Symbol('link signer');
export const SMS_DOOR = Symbol('pushes of SMS providers');
export const PLATFORMS = Symbol('platforms');
export const SMS_INQUIRY = Symbol('questions to SMS providers');

/** The configured platforms, as sign-in and set-up use them. */
export interface ConsolePlatforms {
  readonly all: readonly (Parameters<typeof endSignIn>[1] & Parameters<typeof syncDirectory>[1])[];
}

/** What the doors need to know of the configuration. */
export interface Settings {
  readonly simulator: boolean;
  readonly simulatorKey: string | null;
  readonly heartbeatUrl: string | null;
}

/** The receiving side of the local channel, as the simulator's door uses it. */
export interface LocalChannel {
  recordIncoming(message: {
    readonly companyId: string;
    readonly chatId: string;
    readonly from: string;
    readonly text: string;
    readonly at: Instant;
    readonly messageKey: string;
  }): Promise<void>;
  messagesAfter(companyId: string, chatId: string, after: number, limit: number): Promise<readonly object[]>;
  smsAfter(companyId: string, after: number, limit: number): Promise<readonly object[]>;
  chatHeads(companyId: string): Promise<readonly { readonly chatId: string; readonly lastSeq: number }[]>;
}
