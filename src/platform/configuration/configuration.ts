import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { LogLevel } from '../logging/log.js';
import { dingtalkConfiguration, missingForDingtalk, type DingtalkConfiguration } from './dingtalk.js';
import type { NodeEnv } from './environment.js';
import { Environment } from './environment.js';
import { languageConfiguration, missingForLanguage, type LanguageConfiguration } from './language.js';
import { missingForSms, smsConfiguration, type SmsConfiguration } from './sms.js';
import { StartRefused, errnoOf } from './start-refused.js';
import type { Variable } from './variable.js';
import { variablesOf } from './variable.js';
import { missingForWecom, wecomConfiguration, type WecomConfiguration } from './wecom.js';

/** The checked configuration; nothing else in the service reads the environment. */
export interface Configuration {
  readonly nodeEnv: NodeEnv;
  readonly port: number;
  readonly host: string;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** The same where it was given; null: customers are given no links, since this machine alone could open them. */
  readonly customerUrl: string | null;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute; a folder of further rule books. Null: only the shipped ones. */
  readonly policyDir: string | null;
  readonly migrate: boolean;
  readonly simulator: boolean;
  readonly simulatorKey: string | null;
  /** As configured; `linkSigningKey()` (internal-keys.ts) gives the one to use. */
  readonly configuredLinkKey: string | null;
  readonly logLevel: LogLevel;
  readonly heartbeatUrl: string | null;
  readonly serviceHotline: string;
  readonly smsDailyBudget: number;
  readonly smsDailyPerNumber: number;
  readonly smsDailyPerStaff: number;
  readonly messagesPerMinute: number;
  readonly sms: SmsConfiguration;
  /** Null: texts are understood by rules alone. */
  readonly language: LanguageConfiguration | null;
  /** Null: DingTalk is not connected. */
  readonly dingtalk: DingtalkConfiguration | null;
  /** Null: WeCom is not connected. */
  readonly wecom: WecomConfiguration | null;
  /** Values that must never be logged or shown. */
  readonly secrets: readonly string[];
}

export type EnvironmentValues = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Throws `StartRefused` (code `configuration`) with one line for every mistake: the name and what is allowed,
 * never the value.
 */
export function readConfiguration(values: EnvironmentValues, workingFolder: string): Configuration {
  const mistakes: string[] = [];
  const given = collect(values, workingFolder, mistakes);
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const wrong = new Set(validateSync(environment, { forbidUnknownValues: true }).map(({ property }) => property));
  for (const variable of variablesOf(Environment)) {
    if (wrong.has(variable.name)) mistakes.push(`${variable.name}:应为${spaced(variable.allowed)}`);
  }
  if (wrong.size === 0) mistakes.push(...contradictions(environment));
  if (mistakes.length > 0) throw new StartRefused('configuration', mistakes.join('\n'));
  return configurationOf(environment, given, workingFolder);
}

/** Values by name; an empty one counts as not given, a secret may come from a file. */
function collect(values: EnvironmentValues, workingFolder: string, mistakes: string[]): Record<string, string> {
  const given: Record<string, string> = {};
  for (const variable of variablesOf(Environment)) {
    const value = valueOf(variable, values, workingFolder, mistakes);
    if (value !== null && value !== '') given[variable.name] = value;
  }
  return given;
}

function valueOf(variable: Variable, values: EnvironmentValues, workingFolder: string, mistakes: string[]): string | null {
  const value = values[variable.name]?.trim() ?? '';
  const file = variable.secret ? (values[`${variable.name}_FILE`]?.trim() ?? '') : '';
  if (file === '') return value;
  if (value !== '') {
    mistakes.push(`${variable.name}:与 ${variable.name}_FILE 只能填写一个`);
    return null;
  }
  try {
    return readFileSync(resolve(workingFolder, file), 'utf8').trim();
  } catch (error) {
    const reason = errnoOf(error) === 'ENOENT' ? '所指的文件不存在' : '所指的文件无法读取';
    mistakes.push(`${variable.name}_FILE:${reason}`);
    return null;
  }
}

/** What no single variable's rule can tell. */
function contradictions(environment: Environment): string[] {
  const production = environment.NODE_ENV === 'production';
  const mistakes: string[] = [];
  if (production && environment.SIMULATOR === 'on' && environment.SIMULATOR_KEY === undefined) {
    mistakes.push('SIMULATOR_KEY:生产环境开启模拟通道时必须填写,至少 16 个字符');
  }
  if (production && environment.DATABASE_URL !== undefined && environment.LINK_SIGNING_KEY === undefined) {
    mistakes.push('LINK_SIGNING_KEY:生产环境使用 DATABASE_URL 时必须填写(各台服务要用同一个),至少 32 个字符');
  }
  return [...mistakes, ...missingForLanguage(environment), ...missingForSms(environment), ...missingForDingtalk(environment), ...missingForWecom(environment)];
}

function configurationOf(environment: Environment, given: Readonly<Record<string, string>>, workingFolder: string): Configuration {
  const [dingtalk, wecom] = [dingtalkConfiguration(environment), wecomConfiguration(environment)];
  const alone = dingtalk === null && wecom === null && environment.NODE_ENV !== 'production';
  const simulator = environment.SIMULATOR === undefined ? alone : environment.SIMULATOR === 'on';
  return {
    nodeEnv: environment.NODE_ENV,
    port: environment.PORT,
    host: environment.HOST ?? (simulator ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: (environment.PUBLIC_URL ?? `http://127.0.0.1:${environment.PORT}`).replace(/\/+$/, ''),
    customerUrl: environment.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    databaseUrl: environment.DATABASE_URL ?? null,
    dataDir: resolve(workingFolder, environment.DATA_DIR),
    policyDir: environment.POLICY_DIR === undefined ? null : resolve(workingFolder, environment.POLICY_DIR),
    migrate: environment.MIGRATE === 'on',
    simulator,
    simulatorKey: environment.SIMULATOR_KEY ?? null,
    configuredLinkKey: environment.LINK_SIGNING_KEY ?? null,
    logLevel: environment.LOG_LEVEL,
    heartbeatUrl: environment.HEARTBEAT_URL ?? null,
    serviceHotline: environment.SERVICE_HOTLINE,
    smsDailyBudget: environment.SMS_DAILY_BUDGET,
    smsDailyPerNumber: environment.SMS_DAILY_PER_NUMBER,
    smsDailyPerStaff: environment.SMS_DAILY_PER_STAFF,
    messagesPerMinute: environment.MESSAGES_PER_MINUTE,
    sms: smsConfiguration(environment, workingFolder),
    language: languageConfiguration(environment),
    dingtalk,
    wecom,
    secrets: variablesOf(Environment).flatMap(({ name, secret }) => (secret ? secretParts(given[name]) : [])),
  };
}

/** A database's error may quote the password alone, not the whole address. */
function secretParts(value: string | undefined): string[] {
  if (value === undefined) return [];
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password === '' ? [value] : [value, password, decodeURIComponent(password)];
}

/** Chinese and Latin letters read better apart. */
const spaced = (text: string): string => (/^[\dA-Za-z]/.test(text) ? ` ${text}` : text);
