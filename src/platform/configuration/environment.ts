import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsUrl, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import type { LogLevel } from '../logging/log.js';
import { EnvironmentVariable } from './variable.js';

export type Switch = 'on' | 'off';
export const NODE_ENVS = ['development', 'production', 'test'] as const;
export type NodeEnv = (typeof NODE_ENVS)[number];
const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const ON_OFF = ['on', 'off'];

const HOST_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/;
const DATABASE_ADDRESS = /^postgres(?:ql)?:\/\/[^\s/]*(?:\/[^\s]*)?$/;
const PER_NUMBER = /^[1-9]\d{0,3}\/[1-9]\d{0,3}\/[1-9]\d{0,3}$/;
const APP_ID = /^[A-Za-z0-9_-]{1,100}$/;
const WEB_ADDRESS = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/** Plain digits only: `0x10`, `1e3` and `3000.0` are slips, not numbers. */
function WholeNumber(least: number, most = 1_000_000_000): PropertyDecorator {
  const rules = [Transform(({ value }: { value: unknown }) => wholeNumber(value)), IsInt(), Min(least), Max(most)];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

const wholeNumber = (value: unknown): unknown => (typeof value === 'string' ? (/^\d+$/.test(value) ? Number(value) : Number.NaN) : value);

/** Every environment variable the service knows, with its rule; `.env.example` is written from it. */
export class Environment {
  @EnvironmentVariable({ about: '运行环境', allowed: NODE_ENVS.join('、'), usual: 'development' })
  @IsIn(NODE_ENVS)
  NODE_ENV: NodeEnv = 'development';

  @EnvironmentVariable({ about: '服务端口', allowed: '1 到 65535 的整数', usual: '3000' })
  @WholeNumber(1, 65_535)
  PORT = 3000;

  @EnvironmentVariable({ about: '监听地址;开启模拟通道时默认只在本机(127.0.0.1),否则为 0.0.0.0', allowed: 'IP 地址或主机名' })
  @IsOptional()
  @Matches(HOST_NAME)
  HOST?: string;

  @EnvironmentVariable({ about: '用户打开页面的网址,用于短信和聊天中的链接;默认 http://127.0.0.1:端口,客户短信中则不带链接', allowed: 'http:// 或 https:// 开头的网址' })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  PUBLIC_URL?: string;

  @EnvironmentVariable({ about: 'PostgreSQL 连接地址;不填则使用内置数据库', allowed: 'postgres://用户:口令@主机:端口/库名', secret: true })
  @IsOptional()
  @Matches(DATABASE_ADDRESS)
  DATABASE_URL?: string;

  @EnvironmentVariable({ about: '内置数据库和内部密钥存放的文件夹', allowed: '文件夹路径', usual: '.data' })
  @MaxLength(1024)
  // A path may hold anything but NUL.
  @Matches(/^[^\0]+$/)
  DATA_DIR = '.data';

  @EnvironmentVariable({ about: '公司自己的规则包所在的文件夹,与随程序提供的规则包一起载入', allowed: '文件夹路径' })
  @IsOptional()
  @MaxLength(1024)
  @Matches(/^[^\0]+$/)
  POLICY_DIR?: string;

  @EnvironmentVariable({ about: '启动时是否升级数据库结构', allowed: 'on 或 off', usual: 'on' })
  @IsIn(ON_OFF)
  MIGRATE: Switch = 'on';

  @EnvironmentVariable({ about: '模拟通道(网页上的群聊、短信和可拨动的时钟);默认仅在没有接入其他通道且不是生产环境时开启', allowed: 'on 或 off' })
  @IsOptional()
  @IsIn(ON_OFF)
  SIMULATOR?: Switch;

  @EnvironmentVariable({ about: '生产环境下使用模拟通道的口令', allowed: '至少 16 个字符', secret: true })
  @IsOptional()
  @MinLength(16)
  SIMULATOR_KEY?: string;

  @EnvironmentVariable({ about: '链接签名密钥;不填则自动生成并存放在 DATA_DIR', allowed: '至少 32 个字符', secret: true })
  @IsOptional()
  @MinLength(32)
  LINK_SIGNING_KEY?: string;

  @EnvironmentVariable({ about: '日志级别', allowed: LOG_LEVELS.join('、'), usual: 'info' })
  @IsIn(LOG_LEVELS)
  LOG_LEVEL: LogLevel = 'info';

  @EnvironmentVariable({ about: '每次自查无误后访问的网址,用于外部监控', allowed: 'http:// 或 https:// 开头的网址', secret: true })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  HEARTBEAT_URL?: string;

  @EnvironmentVariable({ about: '客户短信中留的服务热线', allowed: '电话号码:数字和短横线', usual: '400-000-0000' })
  @Matches(/^[0-9][0-9-]{4,18}[0-9]$/)
  SERVICE_HOTLINE = '400-000-0000';

  @EnvironmentVariable({ about: '每家公司每天最多发出的短信条数,用到八成时提醒', allowed: '不小于 0 的整数', usual: '1000' })
  @WholeNumber(0)
  SMS_DAILY_BUDGET = 1000;

  @EnvironmentVariable({ about: '每个号码每天最多收到的短信条数', allowed: '不小于 0 的整数', usual: '3' })
  @WholeNumber(0)
  SMS_DAILY_PER_NUMBER = 3;

  @EnvironmentVariable({ about: '每名员工每天最多引发的短信条数', allowed: '不小于 0 的整数', usual: '30' })
  @WholeNumber(0)
  SMS_DAILY_PER_STAFF = 30;

  @EnvironmentVariable({ about: '每人每分钟最多处理的消息条数', allowed: '不小于 1 的整数', usual: '20' })
  @WholeNumber(1)
  MESSAGES_PER_MINUTE = 20;

  @EnvironmentVariable({ about: '短信服务商,逗号分隔;写在前面的先用,它确实没有发出时才用后一家。不填:只有模拟通道有短信', allowed: 'aliyun、tencent 或 aliyun,tencent(次序可换)' })
  @IsOptional()
  @Matches(/^(aliyun|tencent|aliyun,tencent|tencent,aliyun)$/)
  SMS_PROVIDERS?: string;

  @EnvironmentVariable({ about: '短信模板表:各服务商、各制度包、各场合的模板编码和变量(YAML 或 JSON),见 docs/sms.md', allowed: '文件路径' })
  @IsOptional()
  @MaxLength(1024)
  @Matches(/^[^\0]+$/)
  SMS_TEMPLATES?: string;

  @EnvironmentVariable({ about: '短信回执和客户回复的推送地址中的口令;不填则只靠查询回执,收不到退订', allowed: '16 到 128 个字母、数字、短横线或下划线', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{16,128}$/)
  SMS_CALLBACK_KEY?: string;

  @EnvironmentVariable({ about: '阿里云短信的服务地址', allowed: 'http:// 或 https:// 开头的网址', usual: 'https://dysmsapi.aliyuncs.com' })
  @IsUrl(WEB_ADDRESS)
  ALIYUN_SMS_ENDPOINT = 'https://dysmsapi.aliyuncs.com';

  @EnvironmentVariable({ about: '阿里云访问密钥编号', allowed: '不超过 200 个字符' })
  @IsOptional()
  @MaxLength(200)
  ALIYUN_ACCESS_KEY_ID?: string;

  @EnvironmentVariable({ about: '阿里云访问密钥', allowed: '不超过 200 个字符', secret: true })
  @IsOptional()
  @MaxLength(200)
  ALIYUN_ACCESS_KEY_SECRET?: string;

  @EnvironmentVariable({ about: '阿里云短信签名,不带【】', allowed: '2 到 20 个字符' })
  @IsOptional()
  @Matches(/^[^【】]{2,20}$/)
  ALIYUN_SMS_SIGN?: string;

  @EnvironmentVariable({ about: '阿里云对同一号码的限制:每分钟/每小时/每天的条数,与控制台一致', allowed: '三个正整数,如 1/5/10', usual: '1/5/10' })
  @Matches(PER_NUMBER)
  ALIYUN_SMS_PER_NUMBER = '1/5/10';

  @EnvironmentVariable({ about: '腾讯云短信的服务地址', allowed: 'http:// 或 https:// 开头的网址', usual: 'https://sms.tencentcloudapi.com' })
  @IsUrl(WEB_ADDRESS)
  TENCENT_SMS_ENDPOINT = 'https://sms.tencentcloudapi.com';

  @EnvironmentVariable({ about: '腾讯云 SecretId', allowed: '不超过 200 个字符' })
  @IsOptional()
  @MaxLength(200)
  TENCENT_SECRET_ID?: string;

  @EnvironmentVariable({ about: '腾讯云 SecretKey', allowed: '不超过 200 个字符', secret: true })
  @IsOptional()
  @MaxLength(200)
  TENCENT_SECRET_KEY?: string;

  @EnvironmentVariable({ about: '腾讯云短信应用编号(SdkAppId)', allowed: '数字' })
  @IsOptional()
  @Matches(/^\d{1,20}$/)
  TENCENT_SMS_APP_ID?: string;

  @EnvironmentVariable({ about: '腾讯云短信签名,不带【】', allowed: '2 到 20 个字符' })
  @IsOptional()
  @Matches(/^[^【】]{2,20}$/)
  TENCENT_SMS_SIGN?: string;

  @EnvironmentVariable({ about: '腾讯云短信的地域', allowed: '地域编号', usual: 'ap-guangzhou' })
  @Matches(/^[a-z0-9-]{2,30}$/)
  TENCENT_SMS_REGION = 'ap-guangzhou';

  @EnvironmentVariable({ about: '腾讯云对同一号码的限制:每 30 秒/每小时/每天的条数,与控制台一致', allowed: '三个正整数,如 1/5/10', usual: '1/5/10' })
  @Matches(PER_NUMBER)
  TENCENT_SMS_PER_NUMBER = '1/5/10';

  @EnvironmentVariable({ about: '钉钉应用的 Client ID(AppKey);填写后接入钉钉,见 docs/dingtalk.md', allowed: '不超过 100 个字母、数字、短横线或下划线' })
  @IsOptional()
  @Matches(APP_ID)
  DINGTALK_CLIENT_ID?: string;

  @EnvironmentVariable({ about: '钉钉应用的 Client Secret(AppSecret)', allowed: '不超过 200 个字符', secret: true })
  @IsOptional()
  @MaxLength(200)
  DINGTALK_CLIENT_SECRET?: string;

  @EnvironmentVariable({ about: '钉钉企业的 CorpId;填写后,别的企业的消息一律不收', allowed: '不超过 100 个字母、数字、短横线或下划线' })
  @IsOptional()
  @Matches(APP_ID)
  DINGTALK_CORP_ID?: string;

  @EnvironmentVariable({ about: '钉钉机器人编码(RobotCode);不填则与 Client ID 相同', allowed: '不超过 100 个字母、数字、短横线或下划线' })
  @IsOptional()
  @Matches(APP_ID)
  DINGTALK_ROBOT_CODE?: string;

  @EnvironmentVariable({ about: '导入 docs/dingtalk-card/ 的卡片模板后得到的模板 ID;不填则卡片以文字发出', allowed: '模板 ID,以 .schema 结尾' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9-]{1,80}\.schema$/)
  DINGTALK_CARD_TEMPLATE_ID?: string;

  @EnvironmentVariable({ about: '钉钉应用的 AgentId;填写后,机器人发不到的人改发工作通知', allowed: '数字' })
  @IsOptional()
  @Matches(/^\d{1,20}$/)
  DINGTALK_AGENT_ID?: string;

  @EnvironmentVariable({ about: '钉钉以 Stream 方式收消息;off 则由钉钉推送到 /callbacks/dingtalk/robot', allowed: 'on 或 off', usual: 'on' })
  @IsIn(ON_OFF)
  DINGTALK_STREAM: Switch = 'on';

  @EnvironmentVariable({ about: '审批同时出现在审批人的钉钉待办中', allowed: 'on 或 off', usual: 'off' })
  @IsIn(ON_OFF)
  DINGTALK_TODO: Switch = 'off';

  @EnvironmentVariable({ about: '待办上直接有「同意」等按钮;钉钉点按时访问 PUBLIC_URL 加 /callbacks/dingtalk/robot,要公网 https', allowed: 'on 或 off', usual: 'off' })
  @IsIn(ON_OFF)
  DINGTALK_TODO_BUTTONS: Switch = 'off';

  @EnvironmentVariable({ about: '重大投诉的卡片同时发应用内 DING(钉钉专业版、专属版)', allowed: 'on 或 off', usual: 'off' })
  @IsIn(ON_OFF)
  DINGTALK_DING: Switch = 'off';

  @EnvironmentVariable({ about: 'Stream 关闭时,钉钉事件订阅的签名 Token', allowed: '不超过 100 个字符', secret: true })
  @IsOptional()
  @MaxLength(100)
  DINGTALK_EVENT_TOKEN?: string;

  @EnvironmentVariable({ about: 'Stream 关闭时,钉钉事件订阅的加密 aes_key', allowed: '43 个字母或数字', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{43}$/)
  DINGTALK_EVENT_AES_KEY?: string;

  @EnvironmentVariable({ about: '钉钉企业每月可用的接口调用次数,用到八成时提醒管理员', allowed: '不小于 1 的整数', usual: '5000' })
  @WholeNumber(1)
  DINGTALK_MONTHLY_CALLS = 5000;

  @EnvironmentVariable({ about: '钉钉企业每月可用的推送次数(消息、点击、事件),用到八成时提醒管理员', allowed: '不小于 1 的整数', usual: '3000' })
  @WholeNumber(1)
  DINGTALK_MONTHLY_PUSHES = 3000;

  @EnvironmentVariable({ about: '钉钉企业每秒可用的接口调用次数', allowed: '1 到 1000 的整数', usual: '20' })
  @WholeNumber(1, 1000)
  DINGTALK_CALLS_PER_SECOND = 20;

  @EnvironmentVariable({ about: '检查(npm run -s doctor)时收一条钉钉测试消息的人的 userId;不填则不发', allowed: '不超过 64 个字符' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/)
  DINGTALK_TEST_USER?: string;

  @EnvironmentVariable({ about: '钉钉新版接口的地址', allowed: 'http:// 或 https:// 开头的网址', usual: 'https://api.dingtalk.com' })
  @IsUrl(WEB_ADDRESS)
  DINGTALK_API_BASE_URL = 'https://api.dingtalk.com';

  @EnvironmentVariable({ about: '钉钉旧版接口的地址', allowed: 'http:// 或 https:// 开头的网址', usual: 'https://oapi.dingtalk.com' })
  @IsUrl(WEB_ADDRESS)
  DINGTALK_OAPI_BASE_URL = 'https://oapi.dingtalk.com';

  @EnvironmentVariable({ about: '企业微信的企业 ID;填写后接入企业微信,见 docs/wecom.md', allowed: '不超过 64 个字母、数字、短横线或下划线' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  WECOM_CORP_ID?: string;

  @EnvironmentVariable({ about: '企业微信自建应用的 AgentId', allowed: '数字' })
  @IsOptional()
  @Matches(/^\d{1,15}$/)
  WECOM_AGENT_ID?: string;

  @EnvironmentVariable({ about: '企业微信自建应用的 Secret', allowed: '不超过 200 个字符', secret: true })
  @IsOptional()
  @MaxLength(200)
  WECOM_APP_SECRET?: string;

  @EnvironmentVariable({ about: '自建应用“接收消息”的 Token', allowed: '1 到 32 个字母或数字', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{1,32}$/)
  WECOM_CALLBACK_TOKEN?: string;

  @EnvironmentVariable({ about: '自建应用“接收消息”的 EncodingAESKey', allowed: '43 个字母或数字', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{43}$/)
  WECOM_CALLBACK_AES_KEY?: string;

  @EnvironmentVariable({ about: '企业微信智能机器人的 Bot ID', allowed: '不超过 128 个字母、数字、短横线或下划线' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,128}$/)
  WECOM_AIBOT_ID?: string;

  @EnvironmentVariable({ about: '智能机器人的名称,用来去掉群消息开头的 @机器人;不填则去掉开头的 @ 和后面的一个词', allowed: '不超过 64 个字符' })
  @IsOptional()
  @MaxLength(64)
  WECOM_AIBOT_NAME?: string;

  @EnvironmentVariable({ about: '智能机器人长连接的 Secret', allowed: '不超过 200 个字符', secret: true })
  @IsOptional()
  @MaxLength(200)
  WECOM_AIBOT_SECRET?: string;

  @EnvironmentVariable({ about: '智能机器人以回调方式接入时的 Token', allowed: '1 到 32 个字母或数字', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{1,32}$/)
  WECOM_AIBOT_TOKEN?: string;

  @EnvironmentVariable({ about: '智能机器人以回调方式接入时的 EncodingAESKey', allowed: '43 个字母或数字', secret: true })
  @IsOptional()
  @Matches(/^[A-Za-z0-9]{43}$/)
  WECOM_AIBOT_AES_KEY?: string;

  @EnvironmentVariable({ about: '自检(npm run doctor)时收测试消息的成员账号;不填则不发', allowed: '企业微信成员账号' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/)
  WECOM_TEST_USER?: string;

  @EnvironmentVariable({ about: '企业微信接口的地址', allowed: 'http:// 或 https:// 开头的网址', usual: 'https://qyapi.weixin.qq.com' })
  @IsUrl(WEB_ADDRESS)
  WECOM_API_BASE_URL = 'https://qyapi.weixin.qq.com';

  @EnvironmentVariable({ about: '智能机器人长连接的地址', allowed: 'ws:// 或 wss:// 开头的网址', usual: 'wss://openws.work.weixin.qq.com' })
  @IsUrl({ protocols: ['ws', 'wss'], require_protocol: true, require_tld: false })
  WECOM_AIBOT_WS_URL = 'wss://openws.work.weixin.qq.com';

  @EnvironmentVariable({ about: '语言模型的服务地址(兼容 OpenAI chat completions 协议,通常以 /v1 结尾);不填则只按规则理解', allowed: 'http:// 或 https:// 开头的网址' })
  @IsOptional()
  @IsUrl(WEB_ADDRESS)
  LLM_BASE_URL?: string;

  @EnvironmentVariable({ about: '语言模型的名称', allowed: '不超过 200 个字符' })
  @IsOptional()
  @MaxLength(200)
  LLM_MODEL?: string;

  @EnvironmentVariable({ about: '语言模型的访问密钥;服务不要求时不填', allowed: '不超过 500 个字符', secret: true })
  @IsOptional()
  @MaxLength(500)
  LLM_API_KEY?: string;

  @EnvironmentVariable({ about: '每天最多问语言模型的次数,几台服务一起算;0 为不用', allowed: '不小于 0 的整数', usual: '2000' })
  @WholeNumber(0)
  LLM_DAILY_BUDGET = 2000;
}
