import type { Environment } from './environment.js';

/** What signs and encrypts the callbacks of one application. */
export interface WecomCallbackKeys {
  readonly token: string;
  readonly aesKey: string;
}

/** WeCom as configured. */
export interface WecomConfiguration {
  readonly corpId: string;
  /** The self-built app (自建应用): single chats, cards that can change later, the directory, sign-in. Null: not used. */
  readonly app: { readonly agentId: string; readonly secret: string; readonly callback: WecomCallbackKeys } | null;
  /** The bot (智能机器人), which hears groups. Null: not used. */
  readonly aibot: {
    readonly id: string;
    /** As it is called in groups; null: a leading @ and the word behind it are taken for it. */
    readonly name: string | null;
    /** Long connection; null: not used. */
    readonly secret: string | null;
    /** URL callback; null: not used. */
    readonly callback: WecomCallbackKeys | null;
  } | null;
  /** Whom `doctor` sends its test message; null: nobody. */
  readonly testUser: string | null;
  /** Both without a slash at the end. */
  readonly apiBaseUrl: string;
  readonly socketUrl: string;
}

const APP = ['WECOM_AGENT_ID', 'WECOM_APP_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'] as const;
const BOT = ['WECOM_AIBOT_ID', 'WECOM_AIBOT_SECRET', 'WECOM_AIBOT_TOKEN', 'WECOM_AIBOT_AES_KEY'] as const;

/** One line for each variable that the others make necessary. */
export function missingForWecom(environment: Environment): string[] {
  const has = (name: keyof Environment): boolean => environment[name] !== undefined;
  const [app, bot] = [APP.some(has), BOT.some(has)];
  const missing: string[] = [];
  if (!has('WECOM_CORP_ID') && (app || bot)) missing.push('WECOM_CORP_ID:接入企业微信时必须填写');
  if (has('WECOM_CORP_ID') && !app && !bot) missing.push('WECOM_AGENT_ID:填写了 WECOM_CORP_ID 时,自建应用(WECOM_AGENT_ID 等)和智能机器人(WECOM_AIBOT_ID 等)至少填写一种');
  if (app) missing.push(...APP.filter((name) => !has(name)).map((name) => `${name}:使用企业微信自建应用时必须填写`));
  if (bot && !has('WECOM_AIBOT_ID')) missing.push('WECOM_AIBOT_ID:使用企业微信智能机器人时必须填写');
  if (has('WECOM_AIBOT_TOKEN') !== has('WECOM_AIBOT_AES_KEY')) missing.push('WECOM_AIBOT_TOKEN:与 WECOM_AIBOT_AES_KEY 要同时填写');
  if (has('WECOM_AIBOT_ID') && !has('WECOM_AIBOT_SECRET') && !has('WECOM_AIBOT_TOKEN')) {
    missing.push('WECOM_AIBOT_SECRET:使用智能机器人时,长连接(WECOM_AIBOT_SECRET)和回调(WECOM_AIBOT_TOKEN、WECOM_AIBOT_AES_KEY)至少填写一种');
  }
  return missing;
}

/** Null: WeCom is not connected. */
export function wecomConfiguration(environment: Environment): WecomConfiguration | null {
  const { WECOM_CORP_ID: corpId } = environment;
  if (corpId === undefined) return null;
  return {
    corpId,
    app: appOf(environment),
    aibot: aibotOf(environment),
    testUser: environment.WECOM_TEST_USER ?? null,
    apiBaseUrl: bare(environment.WECOM_API_BASE_URL),
    socketUrl: bare(environment.WECOM_AIBOT_WS_URL),
  };
}

function appOf(environment: Environment): WecomConfiguration['app'] {
  const { WECOM_AGENT_ID: agentId, WECOM_APP_SECRET: secret } = environment;
  const callback = keysOf(environment.WECOM_CALLBACK_TOKEN, environment.WECOM_CALLBACK_AES_KEY);
  return agentId === undefined || secret === undefined || callback === null ? null : { agentId, secret, callback };
}

function aibotOf(environment: Environment): WecomConfiguration['aibot'] {
  const { WECOM_AIBOT_ID: id } = environment;
  if (id === undefined) return null;
  return {
    id,
    name: environment.WECOM_AIBOT_NAME ?? null,
    secret: environment.WECOM_AIBOT_SECRET ?? null,
    callback: keysOf(environment.WECOM_AIBOT_TOKEN, environment.WECOM_AIBOT_AES_KEY),
  };
}

const keysOf = (token: string | undefined, aesKey: string | undefined): WecomCallbackKeys | null =>
  token === undefined || aesKey === undefined ? null : { token, aesKey };

const bare = (address: string): string => address.replace(/\/+$/, '');
