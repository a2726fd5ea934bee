import type { Environment } from './environment.js';

/** The DingTalk app as configured. */
export interface DingtalkConfiguration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null: whose messages they are is not compared. */
  readonly corpId: string | null;
  readonly robotCode: string;
  /** Null: cards go out as texts. */
  readonly cardTemplateId: string | null;
  /** Null: no work notices. */
  readonly agentId: string | null;
  readonly stream: boolean;
  readonly todo: boolean;
  readonly todoButtons: boolean;
  readonly ding: boolean;
  /** For events pushed over HTTP; null: they are refused. */
  readonly events: { readonly token: string; readonly aesKey: string } | null;
  /** What the organisation may use in a calendar month, and of calls in a second. */
  readonly monthlyCalls: number;
  readonly monthlyPushes: number;
  readonly callsPerSecond: number;
  /** Whom `doctor` sends its test message; null: nobody. */
  readonly testUser: string | null;
  /** Both without a slash at the end. */
  readonly apiBaseUrl: string;
  readonly oapiBaseUrl: string;
}

/** One line for each variable that the others make necessary. */
export function missingForDingtalk(environment: Environment): string[] {
  const { DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET, DINGTALK_EVENT_TOKEN, DINGTALK_EVENT_AES_KEY } = environment;
  const missing: string[] = [];
  if (DINGTALK_CLIENT_ID !== undefined && DINGTALK_CLIENT_SECRET === undefined) missing.push('DINGTALK_CLIENT_SECRET:填写了 DINGTALK_CLIENT_ID 时必须填写');
  if (DINGTALK_CLIENT_ID === undefined && DINGTALK_CLIENT_SECRET !== undefined) missing.push('DINGTALK_CLIENT_ID:填写了 DINGTALK_CLIENT_SECRET 时必须填写');
  if ((DINGTALK_EVENT_TOKEN === undefined) !== (DINGTALK_EVENT_AES_KEY === undefined)) missing.push('DINGTALK_EVENT_TOKEN:与 DINGTALK_EVENT_AES_KEY 要同时填写');
  return missing;
}

/** Null: DingTalk is not connected. */
export function dingtalkConfiguration(environment: Environment): DingtalkConfiguration | null {
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret, DINGTALK_EVENT_TOKEN: token, DINGTALK_EVENT_AES_KEY: aesKey } = environment;
  if (clientId === undefined || clientSecret === undefined) return null;
  return {
    clientId,
    clientSecret,
    corpId: environment.DINGTALK_CORP_ID ?? null,
    robotCode: environment.DINGTALK_ROBOT_CODE ?? clientId,
    cardTemplateId: environment.DINGTALK_CARD_TEMPLATE_ID ?? null,
    agentId: environment.DINGTALK_AGENT_ID ?? null,
    stream: environment.DINGTALK_STREAM === 'on',
    todo: environment.DINGTALK_TODO === 'on',
    todoButtons: environment.DINGTALK_TODO === 'on' && environment.DINGTALK_TODO_BUTTONS === 'on',
    ding: environment.DINGTALK_DING === 'on',
    events: token === undefined || aesKey === undefined ? null : { token, aesKey },
    monthlyCalls: environment.DINGTALK_MONTHLY_CALLS,
    monthlyPushes: environment.DINGTALK_MONTHLY_PUSHES,
    callsPerSecond: environment.DINGTALK_CALLS_PER_SECOND,
    testUser: environment.DINGTALK_TEST_USER ?? null,
    apiBaseUrl: bare(environment.DINGTALK_API_BASE_URL),
    oapiBaseUrl: bare(environment.DINGTALK_OAPI_BASE_URL),
  };
}

const bare = (address: string): string => address.replace(/\/+$/, '');
